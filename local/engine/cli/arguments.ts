import { parseArgs } from "node:util";

export const OPERATIONS = ["preview", "up", "refresh", "destroy", "import"] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface EngineArguments {
  readonly operation: Operation;
  readonly cwd: string;
  readonly stack: string;
  readonly state: string;
  readonly configFile: string | undefined;
  readonly policyPacks: readonly { readonly directory: string; readonly configFile: string | undefined }[];
  readonly file: string | undefined;
  readonly targets: readonly string[];
  readonly targetDependents: boolean;
  readonly excludes: readonly string[];
  readonly excludeDependents: boolean;
  readonly replace: readonly string[];
  readonly refresh: boolean;
  readonly runProgram: boolean;
  readonly continueOnError: boolean;
  readonly parallel: number | undefined;
  readonly json: boolean;
}

export const ENGINE_USAGE = `npm run local -- engine <${OPERATIONS.join("|")}> --cwd DIR --stack NAME --state FILE [OPTIONS]

Runs a Pulumi Node.js program on the embedded engine, without Pulumi's CLI.

  --cwd DIR               where the program's Pulumi.yaml is; other relative paths start there
  --stack NAME            the stack
  --state FILE            its state, as 'pulumi stack export' writes it; made when it is not there
  --config-file FILE      JSON, the configuration by full key; a secret is {"secret": ...}
  --policy-pack DIR       for preview and up: a policy pack that may forbid things; may be repeated
  --policy-pack-config FILE  JSON, the configuration of the pack in the same place; one for each, or none
  --target URN            only these; may be repeated, * and ** match
  --target-dependents     and what depends on them
  --exclude URN           all but these; may be repeated, * and ** match
  --exclude-dependents    and not what depends on them
  --replace URN           replaces these whatever differs; may be repeated
  --target-replace URN    the same, and touches nothing else
  --refresh               refreshes the state first
  --run-program           runs the program for refresh and destroy, too
  --continue-on-error     goes on with what does not depend on what failed
  --parallel N            how many operations at a time; four for each processor by default
  --file FILE             for import: JSON, what to import
  --json                  a line of JSON for each event

Providers come from PULUMI_DEBUG_PROVIDERS=NAME:PORT,...; 'aws' and 'awsx' are the local cloud's unless
named there, and the cloud is kept beside the state.
Secrets in the state are encrypted when PULUMI_CONFIG_PASSPHRASE is set, and marked plain text otherwise.
The exit status is 0 or 1.`;

/** @throws {Error} that says what is wrong. */
export function engineArguments(argv: readonly string[]): EngineArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      cwd: { type: "string" },
      stack: { type: "string" },
      state: { type: "string" },
      "config-file": { type: "string" },
      "policy-pack": { type: "string", multiple: true },
      "policy-pack-config": { type: "string", multiple: true },
      file: { type: "string" },
      target: { type: "string", multiple: true },
      "target-dependents": { type: "boolean" },
      exclude: { type: "string", multiple: true },
      "exclude-dependents": { type: "boolean" },
      replace: { type: "string", multiple: true },
      "target-replace": { type: "string", multiple: true },
      refresh: { type: "boolean" },
      "run-program": { type: "boolean" },
      "continue-on-error": { type: "boolean" },
      parallel: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const [operation, unexpected] = positionals;
  if (operation === undefined || !isOperation(operation))
    throw new Error(`Say what to do: ${OPERATIONS.join(", ")}.`);
  if (unexpected !== undefined) throw new Error(`Unexpected '${unexpected}'.`);
  const required = (name: "cwd" | "stack" | "state"): string => {
    const value = values[name];
    if (value === undefined || value === "") throw new Error(`Give --${name}.`);
    return value;
  };
  for (const option of Object.keys(values)) refuseElsewhere(option, operation);
  if (operation === "import" && values.file === undefined) throw new Error("Give --file.");
  const { target: targets = [], exclude: excludes = [] } = values;
  if (targets.length > 0 && excludes.length > 0)
    throw new Error("--target and --exclude can't be combined: say what to touch, or what not to.");
  const targetReplace = values["target-replace"] ?? [];
  return {
    operation,
    cwd: required("cwd"),
    stack: required("stack"),
    state: required("state"),
    configFile: values["config-file"],
    policyPacks: policyPacks(values["policy-pack"] ?? [], values["policy-pack-config"] ?? []),
    file: values.file,
    targets: [...targets, ...targetReplace],
    targetDependents: values["target-dependents"] ?? false,
    excludes,
    excludeDependents: values["exclude-dependents"] ?? false,
    replace: [...(values.replace ?? []), ...targetReplace],
    refresh: values.refresh ?? false,
    runProgram: values["run-program"] ?? false,
    continueOnError: values["continue-on-error"] ?? false,
    parallel: values.parallel === undefined ? undefined : parallelism(values.parallel),
    json: values.json ?? false,
  };
}

function isOperation(text: string): text is Operation {
  return (OPERATIONS as readonly string[]).includes(text);
}

/** The operations that have an option, where not all do, as in Pulumi's CLI. */
const OPERATIONS_OF: Readonly<Record<string, readonly Operation[]>> = {
  "policy-pack": ["preview", "up"],
  "policy-pack-config": ["preview", "up"],
  target: ["preview", "up", "refresh", "destroy"],
  "target-dependents": ["preview", "up", "refresh", "destroy"],
  exclude: ["preview", "up", "refresh", "destroy"],
  "exclude-dependents": ["preview", "up", "refresh", "destroy"],
  replace: ["preview", "up"],
  "target-replace": ["preview", "up"],
  refresh: ["preview", "up", "destroy"],
  "run-program": ["preview", "up", "refresh", "destroy"],
  "continue-on-error": ["up", "destroy"],
  file: ["import"],
};

function refuseElsewhere(option: string, operation: Operation): void {
  const operations = OPERATIONS_OF[option];
  if (operations === undefined || operations.includes(operation)) return;
  const list = new Intl.ListFormat("en-GB").format(operations);
  throw new Error(`--${option} is for ${list}, not for ${operation}.`);
}

function policyPacks(
  directories: readonly string[],
  configFiles: readonly string[],
): EngineArguments["policyPacks"] {
  if (configFiles.length > 0 && configFiles.length !== directories.length)
    throw new Error(
      `There are ${configFiles.length} --policy-pack-config for ${directories.length} --policy-pack: give one for each, in the same order.`,
    );
  return directories.map((directory, index) => ({ directory, configFile: configFiles[index] }));
}

function parallelism(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new Error(`--parallel takes a number from 1, not '${text}'.`);
  return count;
}

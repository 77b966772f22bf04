import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { isObject, type PropertyMap } from "../wire.ts";
import type { Observation } from "./observation.ts";
import { type EngineUnderTest, POLICY_PACK, PROGRAM, type StepRun } from "./play.ts";

/** The true engine, driven by Pulumi's own CLI against a file backend of its own. */
export class PulumiCli implements EngineUnderTest {
  readonly #directory = mkdtempSync(join(tmpdir(), "transcripts-"));
  readonly #stacks = new Set<string>();
  #child: ChildProcess | undefined;
  /** What the command printed. */
  #said = "";

  async run({ step, config, debugProviders }: StepRun): Promise<Omit<Observation, "calls" | "order">> {
    const { stack = "dev" } = step;
    if (!this.#stacks.has(stack)) await this.#pulumi(["stack", "init", stack], stack);
    this.#stacks.add(stack);
    const configFile = join(this.#directory, `Pulumi.${stack}.yaml`);
    const salt = existsSync(configFile)
      ? /encryptionsalt: .*/.exec(readFileSync(configFile, "utf8"))?.[0]
      : undefined;
    writeFileSync(configFile, `${salt === undefined ? "" : `${salt}\n`}config:\n${yaml(config)}`);
    for (const [key, value] of Object.entries(step.secrets ?? {}))
      await this.#pulumi(["config", "set", "--secret", key, value, "--config-file", configFile], stack);
    const events = join(this.#directory, "events.jsonl");
    rmSync(events, { force: true });
    const code = await this.#pulumi([...this.#arguments(step, configFile), "--event-log", events], stack, {
      PULUMI_DEBUG_PROVIDERS: debugProviders,
    });
    const seen = observed(events);
    const diagnostics = [...new Set([...seen.diagnostics, ...errorsIn(this.#said)])];
    return { succeeded: code === 0, ...seen, diagnostics, ...(await this.#state(stack)) };
  }

  interrupt(): void {
    this.#child?.kill("SIGINT");
  }

  async close(): Promise<void> {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #arguments(step: StepRun["step"], configFile: string): readonly string[] {
    const each = (flag: string, values: readonly string[] = []): string[] =>
      values.flatMap((value) => [flag, value]);
    const on = (flag: string, value: boolean | undefined): string[] => (value === true ? [flag] : []);
    const file = join(this.#directory, "import.json");
    if (step.file !== undefined) writeFileSync(file, JSON.stringify(step.file));
    const policyConfig = join(this.#directory, "policies.json");
    if (step.policies !== undefined) writeFileSync(policyConfig, JSON.stringify(step.policies));
    return [
      step.run,
      "--parallel",
      "1",
      "--config-file",
      configFile,
      ...(step.run === "preview" ? [] : ["--yes", "--skip-preview"]),
      ...(step.run === "import" ? ["--file", file, "--generate-code=false"] : []),
      ...(step.policies === undefined ? [] : ["--policy-pack", POLICY_PACK]),
      ...(step.policies === undefined ? [] : ["--policy-pack-config", policyConfig]),
      ...each("--target", step.targets),
      ...on("--target-dependents", step.targetDependents),
      ...each("--exclude", step.excludes),
      ...on("--exclude-dependents", step.excludeDependents),
      ...each("--replace", step.replace),
      ...on("--refresh", step.refresh),
      ...on("--run-program", step.runProgram),
      ...on("--continue-on-error", step.continueOnError),
    ];
  }

  async #state(stack: string): Promise<Pick<Observation, "resources" | "pendingOperations">> {
    const path = join(this.#directory, "state.json");
    await this.#pulumi(["stack", "export", "--show-secrets", "--file", path], stack);
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    const deployment = isObject(content) && isObject(content.deployment) ? content.deployment : {};
    const { resources, pending_operations: pending } = deployment;
    return {
      resources: Array.isArray(resources) ? (resources as PropertyMap[]) : [],
      pendingOperations: Array.isArray(pending)
        ? pending.map(({ type, resource }) => `${type} ${resource.urn}`)
        : [],
    };
  }

  /** @returns the exit status. */
  #pulumi(
    args: readonly string[],
    stack: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<number | null> {
    const child = spawn(
      "pulumi",
      [...args, "--non-interactive", ...(args[1] === "init" ? [] : ["--stack", stack])],
      {
        cwd: PROGRAM,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
          PULUMI_HOME: join(this.#directory, "home"),
          PULUMI_BACKEND_URL: `file://${this.#directory}`,
          PULUMI_CONFIG_PASSPHRASE: "passphrase",
          PULUMI_SKIP_UPDATE_CHECK: "1",
          // Without it there is no --event-log.
          PULUMI_DEBUG_COMMANDS: "1",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
          ...environment,
        },
      },
    );
    this.#child = child;
    this.#said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => {
        this.#said += data;
      });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        if (process.env.TRANSCRIPTS_VERBOSE !== undefined) console.error(this.#said);
        resolve(code);
      });
    });
  }
}

function yaml(config: Readonly<Record<string, string>>): string {
  return Object.entries(config)
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`)
    .join("");
}

function observed(path: string): Pick<Observation, "steps" | "diagnostics"> {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  const events = lines.map((line) => JSON.parse(line) as PropertyMap);
  return {
    steps: events.flatMap(({ resourcePreEvent: event }) => {
      if (!isObject(event) || !isObject(event.metadata)) return [];
      return `${event.metadata.op} ${event.metadata.urn}`;
    }),
    diagnostics: events.flatMap(({ diagnosticEvent: event, policyEvent: finding }) => {
      if (isObject(finding)) {
        const { resourceUrn, enforcementLevel, policyName, message } = finding;
        return `policy ${resourceUrn ?? ""}: [${enforcementLevel}] ${policyName}: ${plain(String(message))}`;
      }
      return isObject(event) && ["warning", "error"].includes(String(event.severity))
        ? `${event.severity} ${event.urn ?? ""}: ${plain(String(event.message))}`
        : [];
    }),
  };
}

/** What the command itself finds wrong is no event. */
function errorsIn(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [, message] = /^error: (.*)/.exec(line) ?? [];
    return message === undefined ? [] : [`error : ${message}`];
  });
}

/** Without the marks that colour a message. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}

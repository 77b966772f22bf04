import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { projectDirectory, temporaryDirectory } from "./platform.ts";

/** The version of the `pulumi` command on the `PATH`; undefined without one. */
export function pulumiVersion(): string | undefined {
  try {
    return execFileSync("pulumi", ["version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

let missingIsSaid = false;

/** Skips the tests of a suite where there is no `pulumi` command, and says so once. */
export function requirePulumi(): void {
  before("a pulumi command on the PATH", function () {
    if (pulumiVersion() !== undefined) return;
    if (!missingIsSaid)
      console.log("    There is no 'pulumi' command on the PATH: Pulumi's own engine is not tested.");
    missingIsSaid = true;
    this.skip();
  });
}

export interface StackOptions {
  readonly stack: string;
  /** Where providers are. */
  readonly environment: Readonly<Record<string, string>>;
  /** Keeps everything of the stack. */
  readonly directory?: string;
  /** The folder of another program than this project's. */
  readonly program?: string;
}

export interface Step {
  readonly op: string;
  readonly urn: string;
}

export interface Finding {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
}

/** What came of a `pulumi` command. */
export interface PulumiRun {
  readonly succeeded: boolean;
  readonly printed: string;
  /** The steps that are not `same`. */
  readonly changes: readonly Step[];
  /** Warnings and errors. */
  readonly complaints: readonly string[];
  /** Policies' findings. */
  readonly findings: readonly Finding[];
}

/** A resource as a state holds it. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
}

/**
 * A stack of a program on Pulumi's own engine: `pulumi` with a file backend and a configuration of its
 * own, offline, on providers that listen.
 */
export class PulumiStack {
  readonly stack: string;
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #configFile: string;
  readonly #program: string;

  private constructor({
    stack,
    environment,
    directory = temporaryDirectory(),
    program = projectDirectory,
  }: StackOptions) {
    this.stack = stack;
    this.#directory = directory;
    this.#program = program;
    this.#configFile = join(this.#directory, `Pulumi.${stack}.yaml`);
    const backend = join(this.#directory, "backend");
    mkdirSync(backend);
    this.#environment = {
      ...process.env,
      ...environment,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      PULUMI_HOME: join(this.#directory, "home"),
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
      // Without it there is no --event-log.
      PULUMI_DEBUG_COMMANDS: "1",
    };
  }

  /** A stack without resources, configured as its stack file says, if there is one. */
  static async init(options: StackOptions): Promise<PulumiStack> {
    const created = new PulumiStack(options);
    // The command adds the salt of the passphrase to the stack file of its project.
    for (const name of ["Pulumi.yaml", `Pulumi.${options.stack}.yaml`])
      if (existsSync(join(created.#program, name)))
        cpSync(join(created.#program, name), join(created.#directory, name));
    const { succeeded, printed } = await created.#spawn(["stack", "init", options.stack], created.#directory);
    if (!succeeded) throw new Error(printed);
    return created;
  }

  /** Changes a setting. */
  async set(key: string, value: string, { secret = false } = {}): Promise<void> {
    const { succeeded, printed } = await this.#spawn([
      ...["config", "set", key, value, "--stack", this.stack, ...(secret ? ["--secret"] : [])],
      ...["--config-file", this.#configFile],
    ]);
    if (!succeeded) throw new Error(printed);
  }

  /** `up`, `preview` and the like. */
  async run(command: string, ...args: readonly string[]): Promise<PulumiRun> {
    const events = join(this.#directory, `events-${Date.now()}.jsonl`);
    const { succeeded, printed } = await this.#spawn([
      ...[command, "--stack", this.stack, "--config-file", this.#configFile, "--event-log", events],
      ...(command === "preview" || args.includes("--preview-only") ? [] : ["--yes"]),
      ...args,
    ]);
    return { succeeded, printed, ...observed(events) };
  }

  /** What a preview plans, resource by resource. */
  async plan(): Promise<readonly PlannedResource[]> {
    const { printed } = await this.#spawn([
      ...["preview", "--json", "--stack", this.stack, "--config-file", this.#configFile],
    ]);
    const { steps } = JSON.parse(printed.slice(printed.indexOf("{"))) as Preview;
    return steps.map(({ newState }) => newState);
  }

  async outputs(): Promise<Readonly<Record<string, string>>> {
    return JSON.parse((await this.#spawn(["stack", "output", "--json", "--stack", this.stack])).printed);
  }

  /** The resources of the state. Secrets as they are kept, or decrypted. */
  async resources({ decrypted = false } = {}): Promise<readonly ExportedResource[]> {
    const file = join(this.#directory, "export.json");
    const { succeeded, printed } = await this.#spawn([
      ...["stack", "export", "--stack", this.stack, "--file", file],
      ...(decrypted ? ["--show-secrets"] : []),
    ]);
    if (!succeeded) throw new Error(printed);
    const { deployment } = JSON.parse(readFileSync(file, "utf8"));
    return deployment.resources ?? [];
  }

  async unprotectAll(): Promise<void> {
    await this.#spawn(["state", "unprotect", "--all", "--yes", "--stack", this.stack]);
  }

  #spawn(
    args: readonly string[],
    cwd = this.#program,
  ): Promise<{ readonly succeeded: boolean; readonly printed: string }> {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString("utf8");
      });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ succeeded: code === 0, printed }));
    });
  }
}

/** A resource as it is planned. */
export interface PlannedResource extends Omit<ExportedResource, "type" | "outputs"> {
  readonly custom: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly additionalSecretOutputs?: readonly string[];
}

/** The part of `pulumi preview --json` that is of interest here. */
interface Preview {
  readonly steps: readonly { readonly newState: PlannedResource }[];
}

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: Step };
  readonly diagnosticEvent?: { readonly severity: string; readonly urn?: string; readonly message: string };
  readonly policyEvent?: {
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly resourceUrn?: string;
  };
}

function observed(path: string): Pick<PulumiRun, "changes" | "complaints" | "findings"> {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  const events = lines.map((line): EngineEvent => JSON.parse(line));
  return {
    changes: events.flatMap(({ resourcePreEvent: event }) => {
      const { op, urn } = event?.metadata ?? { op: "same", urn: "" };
      return op === "same" ? [] : [{ op, urn }];
    }),
    complaints: events.flatMap(({ diagnosticEvent: said }) => {
      if (said === undefined || !["warning", "error"].includes(said.severity)) return [];
      return [`${said.severity} ${said.urn ?? ""}: ${said.message.replaceAll(/<\{%[^%]*%\}>/g, "").trim()}`];
    }),
    findings: events.flatMap(({ policyEvent: finding }) =>
      finding === undefined
        ? []
        : [
            {
              policy: finding.policyName,
              level: finding.enforcementLevel,
              urn: finding.resourceUrn ?? "",
            },
          ],
    ),
  };
}

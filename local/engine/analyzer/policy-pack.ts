import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { toMap } from "../monitor/requests.ts";
import type { PropertyMap } from "../wire.ts";
import { type AnalyzedResource, analyzeRequest, analyzeStackRequest } from "./analyzed-resource.ts";
import { configureRequest, type EnforcementLevel, levelName } from "./policy-config.ts";

export interface PolicyPackOptions {
  /** Where `PulumiPolicy.yaml` is. */
  readonly directory: string;
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly preview: boolean;
  /** What `--policy-pack-config` has: a level or properties by policy. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the pack prints. */
  readonly onOutput?: (line: string) => void;
}

/** What a policy finds fault with. */
export interface Violation {
  readonly policy: string;
  readonly description: string;
  /** The policy's description, and below it what it found. */
  readonly message: string;
  readonly level: EnforcementLevel;
  /** The resource; the stack's own rules may name none. */
  readonly urn: string;
}

/** What a policy of level `remediate` has made of a resource's inputs, or why it could not. */
export type Remediation = { readonly policy: string; readonly description: string } & (
  | { readonly properties: PropertyMap }
  | { readonly problem: string }
);

/** The SDK's own limit. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 400;

/** A CrossGuard policy pack in a process of its own, started as Pulumi's CLI does and spoken to as it does. */
export class PolicyPack {
  readonly info: analyzer.AnalyzerInfo;
  readonly #child: ChildProcess;
  readonly #client: analyzerService.AnalyzerClient;

  private constructor(
    child: ChildProcess,
    client: analyzerService.AnalyzerClient,
    info: analyzer.AnalyzerInfo,
  ) {
    this.#child = child;
    this.#client = client;
    this.info = info;
  }

  /** @throws {Error} when the pack does not start, with what it said, or when its configuration is not valid. */
  static async start(options: PolicyPackOptions): Promise<PolicyPack> {
    const directory = resolve(options.directory);
    const entry = entryOf(directory);
    const child = spawn(process.execPath, [`--import=${END_WITH_PARENT}`, entry, NO_ENGINE, directory], {
      cwd: directory,
      env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("close", () => process.removeListener("exit", kill));
    try {
      const port = await portOf(child, options.onOutput ?? (() => {}));
      const client = new analyzerService.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
        "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
        "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
      });
      const info = await call<analyzer.AnalyzerInfo>((done) =>
        client.getAnalyzerInfo(new empty.Empty(), done),
      );
      const pack = new PolicyPack(child, client, info);
      const stack = new analyzer.AnalyzerStackConfigureRequest()
        .setStack(options.stack)
        .setProject(options.project)
        .setOrganization(options.organization)
        .setDryRun(options.preview);
      await call((done) => client.configureStack(stack, done));
      await pack.configure(options.config ?? {});
      return pack;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws {Error} for a policy that the pack does not have, and for what does not fit its schema. */
  async configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    const request = configureRequest(this.info, config);
    await call((done) => this.#client.configure(request, done));
  }

  /** What the pack's policies of level `remediate` make of a resource's inputs, one after the other. */
  async remediate(resource: AnalyzedResource): Promise<readonly Remediation[]> {
    const request = analyzeRequest(resource, { withInternal: true });
    const response = await call<analyzer.RemediateResponse>((done) => this.#client.remediate(request, done));
    return response.getRemediationsList().map((each) => {
      const about = { policy: each.getPolicyname(), description: each.getDescription() };
      const problem = each.getDiagnostic();
      return problem === "" ? { ...about, properties: toMap(each.getProperties()) } : { ...about, problem };
    });
  }

  /** What is wrong with a resource that is about to be made or changed. */
  async analyze(resource: AnalyzedResource): Promise<readonly Violation[]> {
    const request = analyzeRequest(resource, { withInternal: false });
    const response = await call<analyzer.AnalyzeResponse>((done) => this.#client.analyze(request, done));
    return response.getDiagnosticsList().map((diagnostic) => violation(diagnostic, resource.urn));
  }

  /** What is wrong with the stack as a whole. */
  async analyzeStack(resources: readonly AnalyzedResource[]): Promise<readonly Violation[]> {
    const request = analyzeStackRequest(resources);
    const response = await call<analyzer.AnalyzeResponse>((done) => this.#client.analyzeStack(request, done));
    return response.getDiagnosticsList().map((diagnostic) => violation(diagnostic, diagnostic.getUrn()));
  }

  async stop(): Promise<void> {
    this.#client.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}

/** The engine's address, which a pack is given and does not use. */
const NO_ENGINE = "127.0.0.1:0";

const END_WITH_PARENT = import.meta.resolve("./end-with-parent.ts");

const COMPILE_CACHE = join(tmpdir(), "node-compile-cache");

/** What runs a pack: the SDK's, as the pack has it installed. @throws {Error} for what is no pack, or not installed. */
function entryOf(directory: string): string {
  if (!existsSync(join(directory, "PulumiPolicy.yaml")))
    throw new Error(`There is no policy pack at ${directory}: it has no PulumiPolicy.yaml.`);
  try {
    return createRequire(`${directory}/`).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  } catch (error) {
    throw new Error(
      `The dependencies of the policy pack at ${directory} are not installed: run npm install there.`,
      { cause: error },
    );
  }
}

/** The first line that a pack prints is the port it listens on. */
function portOf(child: ChildProcess, onOutput: (line: string) => void): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const said: string[] = [];
    let listening = false;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        if (!listening && stream === child.stdout && /^\d+$/.test(line)) {
          listening = true;
          resolvePort(Number(line));
        } else {
          said.push(line);
          onOutput(line);
        }
      });
    }
    child.once("error", reject);
    child.once("close", (code, signal) =>
      reject(
        new Error(`The policy pack ended with ${code ?? signal} instead of starting:\n${said.join("\n")}`),
      ),
    );
  });
}

function call<Response>(
  start: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((done, reject) => {
    start((error, response) => {
      if (error === null) done(response);
      else reject("details" in error ? new Error(String(error.details)) : error);
    });
  });
}

function violation(diagnostic: analyzer.AnalyzeDiagnostic, urn: string): Violation {
  return {
    policy: diagnostic.getPolicyname(),
    description: diagnostic.getDescription(),
    message: diagnostic.getMessage(),
    level: levelName(diagnostic.getEnforcementlevel()),
    urn,
  };
}

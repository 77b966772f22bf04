import { resolve } from "node:path";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { toMap } from "../monitor/requests.ts";
import type { PropertyMap } from "../wire.ts";
import { type AnalyzedResource, analyzeRequest, analyzeStackRequest } from "./analyzed-resource.ts";
import { PackProcess } from "./pack-process.ts";
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

/** A CrossGuard policy pack in a process of its own, spoken to as Pulumi's CLI does. */
export class PolicyPack {
  readonly info: analyzer.AnalyzerInfo;
  readonly #process: PackProcess;
  readonly #client: analyzerService.AnalyzerClient;

  private constructor(
    process: PackProcess,
    client: analyzerService.AnalyzerClient,
    info: analyzer.AnalyzerInfo,
  ) {
    this.#process = process;
    this.#client = client;
    this.info = info;
  }

  /** @throws {Error} when the pack does not start, with what it said, or when its configuration is not valid. */
  static async start(options: PolicyPackOptions): Promise<PolicyPack> {
    const process = PackProcess.start(resolve(options.directory), options.onOutput ?? (() => {}));
    try {
      const client = new analyzerService.AnalyzerClient(
        `127.0.0.1:${await process.port()}`,
        credentials.createInsecure(),
        {
          "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
          "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
        },
      );
      const info = await call<analyzer.AnalyzerInfo>(process, (done) =>
        client.getAnalyzerInfo(new empty.Empty(), done),
      );
      const stack = new analyzer.AnalyzerStackConfigureRequest()
        .setStack(options.stack)
        .setProject(options.project)
        .setOrganization(options.organization)
        .setDryRun(options.preview);
      await call(process, (done) => client.configureStack(stack, done));
      const pack = new PolicyPack(process, client, info);
      await pack.configure(options.config ?? {});
      return pack;
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws {Error} for a policy that the pack does not have, and for what does not fit its schema. */
  async configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    const request = configureRequest(this.info, config);
    await call(this.#process, (done) => this.#client.configure(request, done));
  }

  /** What the pack's policies of level `remediate` make of a resource's inputs, one after the other. */
  async remediate(resource: AnalyzedResource): Promise<readonly Remediation[]> {
    const request = analyzeRequest(resource, { withInternal: true });
    const response = await call<analyzer.RemediateResponse>(this.#process, (done) =>
      this.#client.remediate(request, done),
    );
    return response.getRemediationsList().map((each) => {
      const about = { policy: each.getPolicyname(), description: each.getDescription() };
      const problem = each.getDiagnostic();
      return problem === "" ? { ...about, properties: toMap(each.getProperties()) } : { ...about, problem };
    });
  }

  /** What is wrong with a resource that is about to be made or changed. */
  async analyze(resource: AnalyzedResource): Promise<readonly Violation[]> {
    const request = analyzeRequest(resource, { withInternal: false });
    const response = await call<analyzer.AnalyzeResponse>(this.#process, (done) =>
      this.#client.analyze(request, done),
    );
    return response.getDiagnosticsList().map((diagnostic) => violation(diagnostic, resource.urn));
  }

  /** What is wrong with the stack as a whole. */
  async analyzeStack(resources: readonly AnalyzedResource[]): Promise<readonly Violation[]> {
    const request = analyzeStackRequest(resources);
    const response = await call<analyzer.AnalyzeResponse>(this.#process, (done) =>
      this.#client.analyzeStack(request, done),
    );
    return response.getDiagnosticsList().map((diagnostic) => violation(diagnostic, diagnostic.getUrn()));
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#process.stop();
  }
}

/** @throws {Error} the pack's own, or one that says how its process ended. */
async function call<Response>(
  process: PackProcess,
  start: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  start((error, response) => {
    if (error === null) resolve(response);
    else reject(error);
  });
  try {
    return await promise;
  } catch (error) {
    const { code, details } = error as ServiceError;
    throw code === status.UNAVAILABLE ? await process.loss(error as Error) : new Error(details);
  }
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

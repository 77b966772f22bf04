import type { CheckFailure, Properties } from "./resource.ts";

/** Which resource a request is about. */
export interface ResourceIdentity {
  readonly urn: string;
  /** The type token, for example `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
}

export interface CheckRequest extends ResourceIdentity {
  /** The checked inputs of the last deployment; `{}` for a new resource and for a replacement. */
  readonly olds: Properties;
  readonly news: Properties;
  /** What automatic names are made from, so that a plan and its deployment make the same. */
  readonly randomSeed?: Uint8Array;
}

export interface CheckResponse {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/** How one property differs; `-replace` where the difference needs a new resource. */
export type PropertyDiffKind =
  | "add"
  | "add-replace"
  | "delete"
  | "delete-replace"
  | "update"
  | "update-replace";

export interface DiffRequest extends ResourceIdentity {
  readonly id: string;
  /** The outputs of the last deployment. */
  readonly olds: Properties;
  readonly oldInputs: Properties;
  /** The checked inputs of this deployment. May hold unknowns. */
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

export interface DiffResponse {
  /** `unknown`: the engine compares the inputs itself, and only ever updates. */
  readonly changes: "none" | "some" | "unknown";
  /** Top-level properties that need a replacement. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Top-level properties that differ; those of `detailedDiff` when absent. */
  readonly diffs?: readonly string[];
  /** By property path, for example `tags.team` or `attributes[0].type`. */
  readonly detailedDiff?: Readonly<Record<string, PropertyDiffKind>>;
}

export interface CreateRequest extends ResourceIdentity {
  readonly properties: Properties;
  /** The option `customTimeouts`, in seconds. */
  readonly timeout?: number;
  /** Nothing is made; the answer holds what would be known beforehand, its `id` is empty. */
  readonly preview: boolean;
}

export interface CreateResponse {
  readonly id: string;
  readonly properties: Properties;
}

export interface UpdateRequest extends ResourceIdentity {
  readonly id: string;
  readonly olds: Properties;
  readonly oldInputs: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
  readonly timeout?: number;
  readonly preview: boolean;
}

export interface DeleteRequest extends ResourceIdentity {
  readonly id: string;
  /** The outputs of the last deployment. */
  readonly properties: Properties;
  readonly oldInputs: Properties;
  readonly timeout?: number;
}

export interface ReadRequest extends ResourceIdentity {
  readonly id: string;
  /** What is known of its outputs; of one that is looked up, what the program said. */
  readonly properties: Properties;
  /** What is known of its inputs; absent for one that is imported. */
  readonly inputs?: Properties;
  readonly timeout?: number;
}

export interface ReadResponse extends CreateResponse {
  /** The inputs that would make it; absent where the provider can't tell. */
  readonly inputs?: Properties;
}

export interface InvokeRequest {
  /** The function token, for example `aws:index/getRegion:getRegion`. */
  readonly token: string;
  readonly args: Properties;
  readonly preview: boolean;
}

export interface InvokeResponse {
  readonly properties: Properties;
  readonly failures: readonly CheckFailure[];
}

/** What a provider understands of what it is sent (see `Provider`). */
export interface Capabilities {
  readonly acceptSecrets: boolean;
  readonly acceptResources: boolean;
  readonly acceptOutputs: boolean;
  readonly supportsPreview: boolean;
}

export interface ConfigureRequest extends ResourceIdentity {
  readonly id: string;
  /** The arguments as text, by `PACKAGE:config:KEY`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly args: Properties;
}

/** Where a component or a method finds the deployment it is part of. */
export interface DeploymentInfo {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly preview: boolean;
  readonly parallel: number;
  /** `HOST:PORT` of the resource monitor. */
  readonly monitor: string;
}

/** By property: the URNs of what it depends on. */
export type PropertyDependencies = Readonly<Record<string, readonly string[]>>;

/** A component that a package implements itself, such as those of awsx. */
export interface ConstructRequest {
  readonly deployment: DeploymentInfo;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly inputs: Properties;
  readonly inputDependencies: PropertyDependencies;
  readonly options: ConstructOptions;
}

export interface ConstructOptions {
  readonly aliases: readonly Alias[];
  readonly dependencies: readonly string[];
  /** By package: `URN::ID` of a provider. */
  readonly providers: Readonly<Record<string, string>>;
  readonly protect?: boolean;
  readonly additionalSecretOutputs: readonly string[];
  readonly customTimeouts?: { readonly [T in "create" | "update" | "delete" | "read"]?: string };
  readonly deletedWith?: string;
  readonly replaceWith: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly replacementTrigger?: unknown;
  readonly retainOnDelete?: boolean;
  readonly hooks: Readonly<Record<string, readonly string[]>>;
}

/** An earlier identity of a resource; what is absent is as it is now. */
export type Alias =
  | { readonly urn: string }
  | {
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      /** `null`: it had no parent. */
      readonly parent?: string | null;
    };

export interface ConstructResponse {
  readonly urn: string;
  readonly state: Properties;
  readonly stateDependencies: PropertyDependencies;
}

/** A method of a component or provider. */
export interface CallRequest {
  readonly deployment: DeploymentInfo;
  readonly token: string;
  readonly args: Properties;
  readonly argDependencies: PropertyDependencies;
}

export interface CallResponse extends InvokeResponse {
  readonly dependencies: PropertyDependencies;
}

/** A resource that was made or changed, but is not ready. What there is of it has to be kept. */
export class InitializationError extends Error {
  readonly reasons: readonly string[];
  readonly id: string;
  readonly properties: Properties;
  readonly inputs: Properties | undefined;

  constructor(reasons: readonly string[], id: string, properties: Properties, inputs?: Properties) {
    super(reasons.join("\n") || "resource init failed");
    this.name = "InitializationError";
    this.reasons = reasons;
    this.id = id;
    this.properties = properties;
    this.inputs = inputs;
  }
}

/**
 * Pulumi's `ResourceProvider`. Unknowns are Pulumi's sentinel, assets and archives objects with Pulumi's signature
 * keys (see `local/engine/assets.ts`). What it does not say that it accepts, it does not get to see: secrets are
 * unwrapped, and resources are their ids.
 */
export interface Provider {
  /** What it is capable of; absent where that comes with the answer to `configure`. */
  readonly handshake?: Capabilities | undefined;
  /** Checks the arguments of a provider resource, the default one included; structured ones are JSON text. */
  checkConfig(request: CheckRequest): Promise<CheckResponse>;
  /** Compares the arguments of a provider resource. A provider without one leaves that to the engine. */
  diffConfig?(request: DiffRequest): Promise<DiffResponse>;
  /** Takes its arguments. An error shows with the first of its resources. */
  configure?(request: ConfigureRequest): Promise<Capabilities>;
  check(request: CheckRequest): Promise<CheckResponse>;
  diff(request: DiffRequest): Promise<DiffResponse>;
  /** @throws {InitializationError} */
  create(request: CreateRequest): Promise<CreateResponse>;
  /** @throws {InitializationError} */
  update(request: UpdateRequest): Promise<Properties>;
  /** Idempotent. */
  delete(request: DeleteRequest): Promise<void>;
  /** @returns undefined when there is no such resource. @throws {InitializationError} */
  read(request: ReadRequest): Promise<ReadResponse | undefined>;
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
  construct(request: ConstructRequest): Promise<ConstructResponse>;
  call?(request: CallRequest): Promise<CallResponse>;
  /** The deployment ends, or is to end as soon as what is under way allows. */
  cancel?(): Promise<void>;
  /** Nothing is asked any more. */
  close?(): void;
}

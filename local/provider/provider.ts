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
  readonly changes: "none" | "some";
  /** Top-level properties that need a replacement. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** By property path, for example `tags.team` or `attributes[0].type`. */
  readonly detailedDiff: Readonly<Record<string, PropertyDiffKind>>;
}

export interface CreateRequest extends ResourceIdentity {
  readonly properties: Properties;
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
  readonly preview: boolean;
}

export interface DeleteRequest extends ResourceIdentity {
  readonly id: string;
  /** The outputs of the last deployment. */
  readonly properties: Properties;
  readonly oldInputs: Properties;
}

export interface ReadRequest extends ResourceIdentity {
  readonly id: string;
  readonly properties: Properties;
}

export interface InvokeRequest {
  /** The function token, for example `aws:index/getRegion:getRegion`. */
  readonly token: string;
  readonly args: Properties;
  readonly preview: boolean;
}

export interface CheckConfigRequest extends ResourceIdentity {
  /** Arguments of the provider; structured ones are JSON text, as the SDK sends them. */
  readonly news: Properties;
}

/** A component that a package implements itself, such as those of awsx. */
export interface ConstructRequest extends ResourceIdentity {
  readonly inputs: Properties;
}

export interface ConstructResponse {
  readonly state: Properties;
}

/**
 * Pulumi's `ResourceProvider` within one process. Values are plain: secrets are unwrapped and resources are
 * their ids (a provider that answers the handshake with neither `acceptSecrets` nor `acceptResources`). Unknowns
 * are Pulumi's sentinel, assets and archives objects with Pulumi's signature keys (see `local/engine/assets.ts`).
 */
export interface Provider {
  /** Checks the arguments of a provider resource, the default one included. */
  checkConfig(request: CheckConfigRequest): Promise<CheckResponse>;
  check(request: CheckRequest): Promise<CheckResponse>;
  diff(request: DiffRequest): Promise<DiffResponse>;
  create(request: CreateRequest): Promise<CreateResponse>;
  update(request: UpdateRequest): Promise<Properties>;
  /** Idempotent. */
  delete(request: DeleteRequest): Promise<void>;
  /** @returns undefined when there is no such resource. */
  read(request: ReadRequest): Promise<CreateResponse | undefined>;
  invoke(request: InvokeRequest): Promise<Properties>;
  construct(request: ConstructRequest): Promise<ConstructResponse>;
}

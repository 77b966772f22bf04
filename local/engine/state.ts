import type { PropertyMap } from "./wire.ts";

/** Seconds. */
export interface CustomTimeouts {
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
  readonly read?: number;
}

/** What a resource hook may be bound to. */
export const HOOK_TYPES = [
  "BeforeCreate",
  "AfterCreate",
  "BeforeUpdate",
  "AfterUpdate",
  "BeforeDelete",
  "AfterDelete",
  "OnError",
] as const;
export type HookType = (typeof HOOK_TYPES)[number];
export type HookBindings = { readonly [T in HookType]?: readonly string[] };

/**
 * One resource as a state keeps it: `ResourceV3` of Pulumi's deployment export, where values are Pulumi's, secrets
 * and assets objects with a signature.
 */
export interface ResourceRecord {
  readonly urn: string;
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** False for components and the stack. */
  readonly custom: boolean;
  /** Replaced, and still to be deleted. */
  readonly delete?: true;
  readonly id?: string;
  /** The inputs that the provider's check returned; a component's as given. */
  readonly inputs: PropertyMap;
  /** What the provider answered; a component's only what it registered. */
  readonly outputs: PropertyMap;
  readonly parent?: string;
  readonly protect: boolean;
  /** To be replaced by the next deployment. */
  readonly taint?: true;
  /** True for what was looked up (`get`) and belongs to somebody else. */
  readonly external?: boolean;
  readonly dependencies: readonly string[];
  /** Why it was made but is not ready. */
  readonly initErrors?: readonly string[];
  /** `URN::ID` of the provider resource. */
  readonly provider?: string;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Deleted before a replacement that has not been made. */
  readonly pendingReplacement?: true;
  readonly additionalSecretOutputs?: readonly string[];
  readonly customTimeouts?: CustomTimeouts;
  readonly importID?: string;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly replaceWith?: readonly string[];
  readonly created?: string;
  readonly modified?: string;
  readonly sourcePosition?: string;
  readonly ignoreChanges?: readonly string[];
  readonly hideDiff?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  readonly replacementTrigger?: unknown;
  readonly refreshBeforeUpdate?: true;
  readonly resourceHooks?: HookBindings;
}

export type OperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** Something that was begun and of which nobody knows the end. */
export interface PendingOperation {
  readonly type: OperationType;
  readonly resource: ResourceRecord;
}

/** All that is known of a stack's resources; plain JSON. A resource comes after what it names. */
export interface DeploymentState {
  readonly resources: readonly ResourceRecord[];
  readonly pendingOperations?: readonly PendingOperation[];
  /** Set on what a preview answers: it holds unknowns and can't be deployed onto. */
  readonly preview?: true;
}

import { referencedUrn } from "./urn.ts";
import type { PropertyMap } from "./wire.ts";

/** Go duration strings such as `10m`, as the program gave them. */
export interface CustomTimeouts {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly read?: string;
}

/** One resource as the state keeps it. Values are Pulumi's: secrets and assets are objects with a signature. */
export interface ResourceRecord {
  readonly urn: string;
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** False for components and the stack. */
  readonly custom: boolean;
  /** True for what was looked up (`get`) and belongs to somebody else. */
  readonly external?: boolean;
  readonly id?: string;
  readonly parent?: string;
  /** The inputs that the provider's check returned; a component's as given. */
  readonly inputs: PropertyMap;
  /** What the provider answered; a component's only what it registered. */
  readonly outputs: PropertyMap;
  /** `URN::ID` of the provider resource. */
  readonly provider?: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly customTimeouts?: CustomTimeouts;
  readonly replacementTrigger?: unknown;
  /** Replaced, and still to be deleted. */
  readonly delete?: true;
  /** Deleted before a replacement that has not been made. */
  readonly pendingReplacement?: true;
}

/** All that is known of a stack's resources; plain JSON. A resource comes after what it names. */
export interface DeploymentState {
  readonly resources: readonly ResourceRecord[];
  /** Set on what a preview answers: it holds unknowns and can't be deployed onto. */
  readonly preview?: true;
}

/** Everything a resource needs to exist before it and to be deleted after it. */
export function prerequisites(record: ResourceRecord): Set<string> {
  const urns = new Set(record.dependencies);
  for (const dependencies of Object.values(record.propertyDependencies))
    for (const urn of dependencies) urns.add(urn);
  if (record.parent !== undefined) urns.add(record.parent);
  if (record.provider !== undefined) urns.add(referencedUrn(record.provider));
  if (record.deletedWith !== undefined) urns.add(record.deletedWith);
  return urns;
}

/** The record with every URN that it names put through `rename`. */
export function renameReferences(record: ResourceRecord, rename: (urn: string) => string): ResourceRecord {
  const provider = record.provider;
  return {
    ...record,
    ...(record.parent === undefined ? {} : { parent: rename(record.parent) }),
    ...(record.deletedWith === undefined ? {} : { deletedWith: rename(record.deletedWith) }),
    ...(provider === undefined
      ? {}
      : {
          provider: rename(referencedUrn(provider)) + provider.slice(referencedUrn(provider).length),
        }),
    dependencies: record.dependencies.map(rename),
    propertyDependencies: Object.fromEntries(
      Object.entries(record.propertyDependencies).map(([key, urns]) => [key, urns.map(rename)]),
    ),
  };
}

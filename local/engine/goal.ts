import type { SourcePosition } from "./events.ts";
import type { CustomTimeouts, ResourceRecord } from "./state.ts";
import { nameOf, typeOf } from "./urn.ts";
import type { PropertyMap } from "./wire.ts";

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

/** What the program asks a resource to be. */
export interface Goal {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** A component that its package implements. */
  readonly remote: boolean;
  readonly parent?: string;
  readonly inputs: PropertyMap;
  /** `URN::ID` of an explicit provider. */
  readonly provider?: string;
  /** The version of the SDK's package. */
  readonly version?: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith?: string;
  /** Overrules what the provider says. */
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly replacementTrigger?: unknown;
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly Alias[];
  readonly customTimeouts?: CustomTimeouts;
  readonly source?: SourcePosition;
}

/** What the program asks to be looked up. */
export interface ReadGoal {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent?: string;
  readonly inputs: PropertyMap;
  readonly provider?: string;
  readonly version?: string;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly source?: SourcePosition;
}

/** What the program is told about its resource. An empty id is unknown. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface ResourceValues {
  readonly id?: string;
  readonly provider?: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** The state of a resource that is as `goal` wants it. */
export function recordOf(goal: Goal, urn: string, values: ResourceValues): ResourceRecord {
  return {
    urn,
    type: typeOf(urn),
    name: nameOf(urn),
    custom: goal.custom,
    ...values,
    ...(goal.parent === undefined ? {} : { parent: goal.parent }),
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    protect: goal.protect,
    ...(goal.retainOnDelete ? { retainOnDelete: true } : {}),
    ...(goal.deletedWith === undefined ? {} : { deletedWith: goal.deletedWith }),
    ...(goal.ignoreChanges.length === 0 ? {} : { ignoreChanges: goal.ignoreChanges }),
    ...(goal.additionalSecretOutputs.length === 0
      ? {}
      : { additionalSecretOutputs: goal.additionalSecretOutputs }),
    ...(goal.customTimeouts === undefined ? {} : { customTimeouts: goal.customTimeouts }),
    ...(goal.replacementTrigger === undefined ? {} : { replacementTrigger: goal.replacementTrigger }),
  };
}

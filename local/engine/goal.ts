import type { Alias } from "../provider/provider.ts";
import type { SourcePosition } from "./events.ts";
import { ResourceState } from "./resource-state.ts";
import type { CustomTimeouts, HookBindings } from "./state.ts";
import type { PropertyMap } from "./wire.ts";

/** What the program asks a resource to be. */
export interface Goal {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent?: string;
  readonly inputs: PropertyMap;
  /** `URN::ID` of the provider; a custom resource's default one when absent. */
  readonly provider?: string;
  /** The version of the SDK's package. */
  readonly version?: string;
  readonly pluginDownloadUrl?: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith?: string;
  readonly replaceWith?: readonly string[];
  /** Overrules what the provider says. */
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly replacementTrigger?: unknown;
  readonly hideDiff?: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly Alias[];
  readonly customTimeouts?: CustomTimeouts;
  /** The id of an existing resource to adopt. */
  readonly import?: string;
  readonly hooks?: HookBindings;
  readonly source?: SourcePosition;
  /** `source` as a state keeps it. */
  readonly sourcePosition?: string;
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
  readonly pluginDownloadUrl?: string;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly source?: SourcePosition;
  readonly sourcePosition?: string;
}

/** What the program is told about its resource. An empty id is unknown. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: PropertyMap;
  /** How it ended, where others go on after a failure; a failed or skipped one has no outputs to rely on. */
  readonly result?: "failed" | "skipped";
  /** Not made in this run, as it is no target: its outputs are unknown. */
  readonly unknown?: true;
}

/** The state of a resource that is as `goal` wants it; its id and outputs are still to come. */
export function stateOf(goal: Goal, urn: string): ResourceState {
  const state = new ResourceState(urn, goal.custom);
  state.inputs = goal.inputs;
  state.parent = goal.parent ?? "";
  state.protect = goal.protect;
  state.dependencies = goal.dependencies;
  state.provider = goal.provider ?? "";
  state.propertyDependencies = goal.propertyDependencies;
  state.additionalSecretOutputs = goal.additionalSecretOutputs;
  state.customTimeouts = goal.customTimeouts ?? {};
  state.importID = goal.import ?? "";
  state.retainOnDelete = goal.retainOnDelete;
  state.deletedWith = goal.deletedWith ?? "";
  state.replaceWith = goal.replaceWith ?? [];
  state.sourcePosition = goal.sourcePosition ?? "";
  state.ignoreChanges = goal.ignoreChanges;
  state.hideDiff = goal.hideDiff ?? [];
  state.replaceOnChanges = goal.replaceOnChanges;
  state.replacementTrigger = goal.replacementTrigger ?? null;
  state.resourceHooks = goal.hooks ?? {};
  return state;
}

/** The state of a resource that is looked up. */
export function stateOfRead(goal: ReadGoal, urn: string): ResourceState {
  const state = new ResourceState(urn, true);
  state.external = true;
  state.id = goal.id;
  state.inputs = goal.inputs;
  state.parent = goal.parent ?? "";
  state.dependencies = goal.dependencies;
  state.provider = goal.provider ?? "";
  state.additionalSecretOutputs = goal.additionalSecretOutputs;
  state.sourcePosition = goal.sourcePosition ?? "";
  return state;
}

import type { DiffResponse } from "../../provider/provider.ts";
import type { Severity, StepOperation } from "../events.ts";
import type { Registered } from "../goal.ts";
import type { HookCall } from "../hooks.ts";
import type { ProviderClient } from "../providers/provider-client.ts";
import type { ProviderRegistry } from "../providers/provider-registry.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import type { HookType } from "../state.ts";
import { isProviderType } from "../urn.ts";

/** What steps need of their deployment. */
export interface StepContext {
  readonly preview: boolean;
  readonly providers: ProviderRegistry;
  /** Runs what the resource has bound to the hook. @throws {Error} when it fails. */
  runHooks(type: HookType, call: HookCall): Promise<void>;
  /** As `runHooks`, after the fact: a failure fails the deployment, but not what was done. */
  runAfterHooks(type: HookType, call: HookCall): Promise<void>;
  /** Does `operation`, again and again while it fails and an error hook of the resource wants it to. */
  withRetries<T>(
    name: "create" | "update" | "delete",
    call: HookCall,
    operation: () => Promise<T>,
  ): Promise<T>;
  report(severity: Severity, message: string, urn?: string): void;
}

/** One operation on one resource. */
export interface Step {
  readonly op: StepOperation;
  /** What it is about: the state after it, or where it leaves none, the one before. */
  readonly state: ResourceState;
  readonly old: ResourceState | undefined;
  /** What it leaves. */
  readonly new: ResourceState | undefined;
  /** False for what is only a part of a replacement. */
  readonly logical: boolean;
  /** For an update or a replacement: how the inputs differ. */
  readonly diff?: DiffResponse | undefined;
  /** Has the snapshot know of it before it begins. */
  begin(snapshot: Snapshot): Promise<void>;
  /**
   * @returns what is to be called once the end is in the snapshot.
   * @throws {NotReady} where something was made that has to be kept, and `Error`
   */
  apply(): Promise<(() => void) | undefined>;
  /** Has the snapshot know of its end. */
  end(snapshot: Snapshot, successful: boolean): Promise<void>;
  /** Tells the program that it has failed, where the deployment goes on. */
  fail(): void;
  /** Tells the program that it was skipped, as something that it depends on has failed. */
  skip(): void;
}

/** Where a program waits for its resource. */
export interface Registration {
  done(registered: Registered): void;
}

export function registered(state: ResourceState): Registered {
  return { urn: state.urn, id: state.id, outputs: state.outputs };
}

/** The configured provider of a custom resource. */
export function clientOf(context: StepContext, state: ResourceState): ProviderClient {
  const client = context.providers.get(state.provider);
  if (client === undefined) throw new Error(`unknown provider '${state.provider}' for resource ${state.urn}`);
  return client;
}

export function isProvider(state: ResourceState): boolean {
  return isProviderType(state.type);
}

/** What every step that tells a registration has in common. */
export abstract class RegisteredStep {
  protected readonly registration: Registration | undefined;

  constructor(registration: Registration | undefined) {
    this.registration = registration;
  }

  abstract readonly state: ResourceState;

  fail(): void {
    this.registration?.done({ ...registered(this.state), result: "failed" });
  }

  skip(): void {
    this.registration?.done({ ...registered(this.state), result: "skipped" });
  }
}

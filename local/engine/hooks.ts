import type { ResourceState } from "./resource-state.ts";
import type { HookType } from "./state.ts";
import type { PropertyMap } from "./wire.ts";

/** What a hook gets to know. */
export interface HookCall {
  /** The resource that it is about. */
  readonly state: ResourceState;
  readonly olds?: ResourceState;
  readonly news?: ResourceState;
  readonly oldOutputs?: PropertyMap;
  readonly newOutputs?: PropertyMap;
}

export interface ResourceHook {
  readonly onPreview: boolean;
  /** A failure is no more than a warning. */
  readonly ignoreErrors: boolean;
  /** @throws {Error} what the hook threw. */
  run(call: HookCall): Promise<void>;
}

export interface ErrorHook {
  /** `failures`: the messages of all attempts, the latest first. @returns whether to try again. */
  run(call: HookCall, operation: string, failures: readonly string[]): Promise<boolean>;
}

export interface HooksOptions {
  readonly preview: boolean;
  readonly warn: (message: string, urn: string) => void;
}

const MAX_ATTEMPTS = 100;

/** The hooks that a program has registered, by name. */
export class Hooks {
  readonly #options: HooksOptions;
  readonly #hooks = new Map<string, ResourceHook>();
  readonly #errorHooks = new Map<string, ErrorHook>();

  constructor(options: HooksOptions) {
    this.#options = options;
  }

  register(name: string, hook: ResourceHook): void {
    this.#refuseTaken(name);
    this.#hooks.set(name, hook);
  }

  registerErrorHook(name: string, hook: ErrorHook): void {
    this.#refuseTaken(name);
    this.#errorHooks.set(name, hook);
  }

  /** Runs what the resource has bound to the hook `type`. @throws {Error} when one fails, or is not registered. */
  async run(type: HookType, call: HookCall): Promise<void> {
    const { preview, warn } = this.#options;
    for (const name of call.state.resourceHooks[type] ?? []) {
      const hook = this.#hooks.get(name);
      if (hook === undefined) throw new Error(`hook "${name}" was not registered`);
      if (preview && !hook.onPreview) continue;
      try {
        await hook.run(call);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const when = type.startsWith("Before") ? "before" : "after";
        if (!hook.ignoreErrors) throw new Error(`${when} hook "${name}" failed: ${reason}`, { cause: error });
        warn(`${type} hook "${name}" failed: ${reason}`, call.state.urn);
      }
    }
  }

  /** Does `operation`, again and again while it fails and an error hook of the resource wants it to. */
  async withRetries<T>(
    name: "create" | "update" | "delete",
    call: HookCall,
    operation: () => Promise<T>,
  ): Promise<T> {
    const { urn } = call.state;
    const failures: string[] = [];
    for (;;) {
      try {
        return await operation();
      } catch (error) {
        failures.unshift(error instanceof Error ? error.message : String(error));
        if (failures.length >= MAX_ATTEMPTS) {
          this.#options.warn(`maximum number of error hook retries (${MAX_ATTEMPTS}) reached`, urn);
          throw new Error("maximum number of error hook retries reached", { cause: error });
        }
        if (!(await this.#wantsRetry(call, name, failures))) throw error;
        this.#options.warn(
          `retrying ${name} due to on-error hook request (${failures.length}/${MAX_ATTEMPTS})`,
          urn,
        );
      }
    }
  }

  async #wantsRetry(call: HookCall, operation: string, failures: readonly string[]): Promise<boolean> {
    let retry = false;
    for (const name of call.state.resourceHooks.OnError ?? []) {
      const hook = this.#errorHooks.get(name);
      if (hook === undefined) throw new Error(`error hook "${name}" was not registered`);
      try {
        if (await hook.run(call, operation, failures)) retry = true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`error hooks execution failed: error hook "${name}" failed: ${reason}`, {
          cause: error,
        });
      }
    }
    return retry;
  }

  #refuseTaken(name: string): void {
    if (name === "") throw new Error("resource hook name cannot be empty");
    if (this.#hooks.has(name) || this.#errorHooks.has(name))
      throw new Error(`resource hook already registered for name "${name}"`);
  }
}

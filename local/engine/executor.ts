import { NotReady } from "./providers/provider-client.ts";
import type { ResourceState } from "./resource-state.ts";
import type { Snapshot } from "./snapshot.ts";
import { ProtectedError } from "./steps/delete.ts";
import type { Step } from "./steps/step.ts";
import { isSecret, secret } from "./wire.ts";

/** A deployment has failed or was aborted, and nothing new starts. */
export class Stopped extends Error {
  constructor() {
    super("The deployment has stopped.");
    this.name = "Stopped";
  }
}

export interface ExecutorOptions {
  readonly snapshot: Snapshot;
  /** How many chains of steps may run at a time. */
  readonly parallel: number;
  /** What is independent of a failed step goes on. */
  readonly continueOnError: boolean;
  readonly onBegin: (step: Step) => void;
  readonly onEnd: (step: Step, ms: number) => void;
  readonly onError: (step: Step, error: Error) => void;
  readonly onWarning: (message: string, urn: string) => void;
  /** What there is now of a resource. */
  readonly onState: (step: Step, state: ResourceState) => void;
}

/** Carries out chains of steps side by side, each of them in its order (`step_executor.go` of Pulumi's engine). */
export class Executor {
  readonly #options: ExecutorOptions;
  readonly #running = new Set<Promise<void>>();
  /** By URN: steps whose resource may still register outputs. */
  readonly #registrations = new Map<string, Step>();
  readonly failed: Step[] = [];
  #free: (() => void)[] = [];
  #stopped = false;
  #errored = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** A step has failed. */
  get errored(): boolean {
    return this.#errored;
  }

  /** @throws {Stopped} */
  requireRunning(): void {
    if (this.#stopped) throw new Stopped();
  }

  /** Waits until there is room for the chain. @returns what resolves with its end, whatever that is. */
  async start(chain: readonly Step[]): Promise<{ readonly ended: Promise<void> }> {
    while (this.#running.size >= this.#options.parallel && !this.#stopped)
      await new Promise<void>((resolve) => this.#free.push(resolve));
    if (this.#stopped) return { ended: Promise.resolve() };
    const ended = this.#run(chain).finally(() => {
      this.#running.delete(ended);
      this.#free.shift()?.();
    });
    this.#running.add(ended);
    return { ended };
  }

  /** Carries out steps side by side, each for itself. */
  async all(steps: readonly Step[]): Promise<void> {
    const ends: Promise<void>[] = [];
    for (const step of steps) ends.push((await this.start([step])).ended);
    await Promise.all(ends);
  }

  /** Lets what runs finish and starts nothing any more. */
  stop(): void {
    this.#stopped = true;
    for (const wake of this.#free) wake();
    this.#free = [];
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** The step whose resource registers outputs; that can be done once. @throws {Error} when it was. */
  takeRegistration(urn: string): Step {
    const step = this.#registrations.get(urn);
    if (step === undefined)
      throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    this.#registrations.delete(urn);
    return step;
  }

  async #run(chain: readonly Step[]): Promise<void> {
    for (const step of chain) {
      if (this.#stopped) return;
      try {
        await this.#execute(step);
      } catch (error) {
        this.#errored = true;
        this.#options.onError(step, error instanceof Error ? error : new Error(String(error)));
        if (this.#options.continueOnError || error instanceof ProtectedError) {
          this.failed.push(step);
          step.fail();
        } else this.stop();
        return;
      }
    }
  }

  async #execute(step: Step): Promise<void> {
    const { snapshot, onBegin, onEnd, onState } = this.#options;
    onBegin(step);
    await step.begin(snapshot);
    const start = performance.now();
    let complete: (() => void) | undefined;
    let failure: unknown;
    try {
      complete = await step.apply();
      if (step.logical && step.new !== undefined) this.#registrations.set(step.state.urn, step);
    } catch (error) {
      failure = error ?? new Error("unknown");
    }
    const state = step.new;
    if (state !== undefined && step.op !== "replace") {
      this.#markSecrets(state);
      onState(step, state);
    }
    await step.end(snapshot, failure === undefined || failure instanceof NotReady);
    if (failure !== undefined) throw failure;
    onEnd(step, performance.now() - start);
    complete?.();
  }

  /** Outputs are secret where the option `additionalSecretOutputs` or the input of the same name says so. */
  #markSecrets(state: ResourceState): void {
    if (state.additionalSecretOutputs.includes("id"))
      this.#options.onWarning(
        "The 'id' property cannot be made secret. See pulumi/pulumi#2717 for more details.",
        state.urn,
      );
    state.outputs = Object.fromEntries(
      Object.entries(state.outputs).map(([key, value]) => {
        const isToBe = state.additionalSecretOutputs.includes(key) || isSecret(state.inputs[key]);
        return [key, isToBe ? secret(value) : value];
      }),
    );
  }
}

/** Runs operations one after the other, in the order of their arrival. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

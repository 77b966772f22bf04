import type { Circuit } from "../contracts/circuit.ts";

/** Where the circuit is that all environments share. */
export interface CircuitStore {
  /** Undefined where nobody has written one yet. */
  read(): Promise<Circuit | undefined>;
  /** Writes `next` in place of what was read. False where somebody else has done so meanwhile. */
  replace(seen: Circuit | undefined, next: Circuit): Promise<boolean>;
}

export interface BreakerPolicy {
  /** So many failures in a row, within the window, open the circuit. */
  readonly failures: number;
  readonly windowMs: number;
  /** How long nobody is called once it is open. */
  readonly coolDownMs: number;
  /** How long one call, the probe, may take to find out whether it can be closed. */
  readonly probeMs: number;
}

export interface BreakerDeps {
  readonly store: CircuitStore;
  /** Whether an error says that whoever is called is in trouble. One that doesn't is an answer like any other. */
  readonly isFailure: (error: unknown) => boolean;
  readonly now: () => number;
  readonly onOpen: () => void;
}

/** Nobody was called: the circuit is open, for a while. */
export class CircuitOpen extends Error {
  override readonly name = "CircuitOpen";
}

const CLOSED = { state: "CLOSED", failures: 0, until: 0 } as const;

/**
 * A circuit breaker that environments share: while whoever is called is in trouble, calls fail at once, which spares both
 * sides. After the cool-down one call is let through to probe; the others wait for what it finds. Where the store can't
 * be reached, calls are made as if there were no breaker.
 */
export class CircuitBreaker {
  readonly #policy: BreakerPolicy;
  readonly #deps: BreakerDeps;

  constructor(policy: BreakerPolicy, deps: BreakerDeps) {
    this.#policy = policy;
    this.#deps = deps;
  }

  /** @throws {CircuitOpen} where it made no call, or what the call throws */
  async call<T>(run: () => Promise<T>): Promise<T> {
    const seen = await this.#enter();
    try {
      const result = await run();
      await this.#succeeded(seen);
      return result;
    } catch (error) {
      if (this.#deps.isFailure(error)) await this.#failed(seen);
      else await this.#succeeded(seen);
      throw error;
    }
  }

  /** The circuit under which the call is made: a probe's own where it is half open. */
  async #enter(): Promise<Circuit | undefined> {
    const { store, now } = this.#deps;
    const seen = await reachable(() => store.read());
    if (seen === undefined || seen.state === "CLOSED") return seen;
    if (now() < seen.until) throw open(seen);
    const probe = next(seen, {
      state: "HALF_OPEN",
      failures: seen.failures,
      until: now() + this.#policy.probeMs,
    });
    if (!((await reachable(() => store.replace(seen, probe))) ?? true)) throw open(seen);
    return probe;
  }

  async #succeeded(seen: Circuit | undefined): Promise<void> {
    if (seen === undefined || (seen.state === "CLOSED" && seen.failures === 0)) return;
    await reachable(() => this.#deps.store.replace(seen, next(seen, CLOSED)));
  }

  async #failed(seen: Circuit | undefined): Promise<void> {
    const { store, now, onOpen } = this.#deps;
    const { failures, windowMs, coolDownMs } = this.#policy;
    const counted = seen?.state === "CLOSED" && now() >= seen.until ? 1 : (seen?.failures ?? 0) + 1;
    const opens = seen?.state === "HALF_OPEN" || counted >= failures;
    const after: Circuit = opens
      ? next(seen, { state: "OPEN", failures: counted, until: now() + coolDownMs })
      : next(seen, {
          state: "CLOSED",
          failures: counted,
          until: counted === 1 ? now() + windowMs : (seen?.until ?? 0),
        });
    // Of those who fail at the same time one is counted: whoever is in trouble fails again soon enough.
    if ((await reachable(() => store.replace(seen, after))) === true && opens) onOpen();
  }
}

const next = (seen: Circuit | undefined, circuit: Omit<Circuit, "version">): Circuit => ({
  ...circuit,
  version: (seen?.version ?? 0) + 1,
});

const open = ({ until }: Circuit): CircuitOpen =>
  new CircuitOpen(`The circuit is open until ${new Date(until).toISOString()}.`);

/** Undefined where the store does not answer. */
async function reachable<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}

/** What can go wrong with a call, a delivery or a read. `docs/local-cloud.md`, "Faults", says what each does. */
export const FAULT_KINDS = [
  "drop",
  "delay",
  "duplicate",
  "reorder",
  "throttle",
  "error",
  "crash-before",
  "crash-after",
  "conflict",
  "lag",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultRule {
  readonly fault: FaultKind;
  /** The service's signing name, such as `sqs`. Absent: every service but `logs`, so that logs still tell what happened. */
  readonly service?: string;
  /** Absent: every operation. */
  readonly operation?: string;
  /** A resource's name or ARN; `*` stands for any characters. Absent: every resource. */
  readonly resource?: string;
  /** The function, or the role, that makes the call; with `*`. Absent: whoever calls, tools and tests included. */
  readonly function?: string;
  /** From 0 to 1. Default 1. */
  readonly probability?: number;
  /** How often the fault happens at most. Default: without end. */
  readonly times?: number;
  /** How many matching calls pass before the rule begins to count. Default 0. */
  readonly after?: number;
  /** For `delay`: how long, on the local cloud's clock. */
  readonly delayMs?: number;
  /** For `lag`: how old the state is that the read sees. */
  readonly lagMs?: number;
  /** For `error` and `throttle`: the error's code instead of the service's usual one. */
  readonly code?: string;
}

/** Faults to inject. Equal plans decide equally about equal sequences of calls. */
export interface FaultPlan {
  /** From 0 to 2^32 - 1. */
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

/** A plan as it is given: without a seed it gets a random one. */
export type FaultPlanInput = Omit<FaultPlan, "seed"> & { readonly seed?: number };

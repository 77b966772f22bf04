import type { Machine, State } from "../language/definition.ts";
import type { Json, JsonObject } from "../language/json.ts";
import type { Handover, QueryLanguage, StateScope } from "../language/query-language.ts";
import type { Frame } from "./frame.ts";
import type { Host } from "./host.ts";

/** One state that a line of control is in. */
export interface Visit {
  readonly name: string;
  readonly state: State;
  readonly frame: Frame;
  readonly scope: StateScope;
  readonly language: QueryLanguage;
  readonly host: Host;
  /** Aborts when nothing more is to be done. */
  readonly signal: AbortSignal;
  /** Runs a line of control within this state to its end. */
  readonly runWithin: (
    machine: Machine,
    frame: Frame,
    signal: AbortSignal,
    map?: JsonObject,
  ) => Promise<Json>;
}

/** How a visit ends: where the state goes, and with what. No `next` is the end of the line of control. */
export interface Departure extends Handover {
  readonly next: string | undefined;
}

export type StateHandler = (visit: Visit) => Promise<Departure>;

/** Waits for something outside, in which nothing of the line of control is going on. */
export async function outside<Result>(host: Host, wait: Promise<Result>): Promise<Result> {
  host.working(-1);
  try {
    return await wait;
  } finally {
    host.working(1);
  }
}

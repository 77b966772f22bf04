import type { Clock } from "../core/clock.ts";
import type { Faults, FaultsStatus, InjectedFault } from "../faults/faults.ts";
import type { FaultPlan, FaultPlanInput } from "../faults/plan.ts";
import { FaultPlanError } from "../faults/read-plan.ts";
import { parseDuration } from "./duration.ts";

/** The clock of the local cloud. */
export interface ClockAnswer {
  /** ISO 8601. */
  readonly time: string;
  /** How far it is ahead of real time. */
  readonly offsetMs: number;
}

export interface FaultsAnswer extends Omit<FaultsStatus, "plan"> {
  /** Null when no faults are injected. */
  readonly plan: FaultPlan | null;
  /** The latest, at most 100. */
  readonly injected: readonly InjectedFault[];
}

export interface StatusAnswer {
  readonly clock: ClockAnswer;
  readonly faults: FaultsAnswer;
}

export interface ControlParts {
  readonly clock: Clock;
  readonly faults: Faults;
}

/** A request that cannot be done as it is. */
export class BadControlRequest extends Error {}

type Route = (parts: ControlParts, body: unknown) => object | Promise<object>;

const SHOWN_FAULTS = 100;

/** What the control API does, by path and method. */
export const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/_local/status": {
    GET: ({ clock, faults }): StatusAnswer => ({ clock: clockAnswer(clock), faults: faultsAnswer(faults) }),
  },
  "/_local/clock": {
    GET: ({ clock }) => clockAnswer(clock),
    POST: async ({ clock }, body) => {
      await clock.advance(requireDuration(body));
      return clockAnswer(clock);
    },
  },
  "/_local/faults": {
    GET: ({ faults }) => faultsAnswer(faults),
    PUT: ({ faults }, body) => {
      try {
        faults.set(body as FaultPlanInput);
      } catch (error) {
        throw error instanceof FaultPlanError ? new BadControlRequest(error.message) : error;
      }
      return faultsAnswer(faults);
    },
    DELETE: ({ faults }) => {
      faults.clear();
      return faultsAnswer(faults);
    },
  },
};

function clockAnswer(clock: Clock): ClockAnswer {
  return { time: clock.date().toISOString(), offsetMs: clock.offset };
}

function faultsAnswer(faults: Faults): FaultsAnswer {
  const { plan, rules, count } = faults.status();
  return { plan: plan ?? null, rules, count, injected: faults.injected().slice(-SHOWN_FAULTS) };
}

function requireDuration(body: unknown): number {
  const advance = typeof body === "object" && body !== null && "advance" in body ? body.advance : undefined;
  if (typeof advance !== "string")
    throw new BadControlRequest('The body must be {"advance": DURATION}, such as {"advance": "15m"}.');
  try {
    return parseDuration(advance);
  } catch (error) {
    throw new BadControlRequest(error instanceof Error ? error.message : String(error));
  }
}

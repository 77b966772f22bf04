import type { Faults, FaultsStatus, InjectedFault } from "../faults/faults.ts";
import type { FaultPlan, FaultPlanInput } from "../faults/plan.ts";
import { FaultPlanError } from "../faults/read-plan.ts";
import { BadControlRequest, type Route } from "./route.ts";

export interface FaultsAnswer extends Omit<FaultsStatus, "plan"> {
  /** Null when no faults are injected. */
  readonly plan: FaultPlan | null;
  /** The latest, at most 100. */
  readonly injected: readonly InjectedFault[];
}

const SHOWN_FAULTS = 100;

export const faultsRoutes: Readonly<Record<"GET" | "PUT" | "DELETE", Route>> = {
  GET: ({ faults }) => faultsAnswer(faults),
  PUT: ({ faults }, { body }) => {
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
};

export function faultsAnswer(faults: Faults): FaultsAnswer {
  const { plan, rules, count } = faults.status();
  return { plan: plan ?? null, rules, count, injected: faults.injected().slice(-SHOWN_FAULTS) };
}

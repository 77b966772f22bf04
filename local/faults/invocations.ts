import type { InvocationFault } from "../services/lambda/executor.ts";
import { failed, throttled } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { FaultKind } from "./plan.ts";

const SERVICE = "lambda";
const OPERATION = "Invoke";

/** What plans may name of Lambda: invocations, however they come about. */
export const invocationOperations = [[SERVICE, new Set([OPERATION])]] as const;

const DELAYS: ReadonlySet<FaultKind> = new Set(["delay"]);
const ENDINGS: ReadonlySet<FaultKind> = new Set(["throttle", "error", "crash-before", "crash-after"]);

/** What the plan in force does to an invocation of a function, whoever invokes it. */
export function invocationFault(faults: Faults, functionName: string, functionArn: string): InvocationFault {
  const subject = { service: SERVICE, operation: OPERATION, resources: [functionArn], functionName };
  const delays = faults.wanted(subject, DELAYS);
  const [ending] = faults.wanted(subject, ENDINGS);
  for (const active of [...delays, ...(ending === undefined ? [] : [ending])]) faults.record(active, subject);
  const delayMs = delays.reduce((sum, { rule }) => sum + (rule.delayMs ?? 0), 0);
  switch (ending?.rule.fault) {
    case "throttle":
      return { delayMs, refusal: throttled(SERVICE, ending.rule.code) };
    case "error":
      return { delayMs, refusal: failed(SERVICE, ending.rule.code) };
    case "crash-before":
      return { delayMs, crash: "before" };
    case "crash-after":
      return { delayMs, crash: "after" };
    default:
      return { delayMs };
  }
}

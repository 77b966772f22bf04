import type { InjectedFault } from "./faults.ts";

/** Injected faults in lines to read: the seed that replays them first. */
export function faultReport(injected: readonly InjectedFault[]): string {
  const seed = injected[0]?.seed;
  if (seed === undefined) return "No fault was injected.";
  const lines = injected.map(
    ({ time, rule, fault, call, resources, caller }) =>
      `  ${time}  rule ${rule}  ${fault}  ${call}  ${resources.map(lastPart).join(", ")}${caller === undefined ? "" : `  by ${lastPart(caller)}`}`,
  );
  return [`${injected.length} faults were injected under the seed ${seed}:`, ...lines].join("\n");
}

function lastPart(arn: string): string {
  return arn.split(":").slice(5).join(":") || arn;
}

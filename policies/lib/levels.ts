import type { EnforcementLevel } from "@pulumi/policy";
import type { Rule } from "./rule.ts";

/** What a rule does unless the stack's policy configuration says otherwise: only trifles let a deployment pass. */
export function defaultLevel({ severity }: Pick<Rule, "severity">): EnforcementLevel {
  return severity === "low" ? "advisory" : "mandatory";
}

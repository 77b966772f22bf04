import type { ReportViolation } from "@pulumi/policy";
import { levelOf } from "./levels.ts";
import type { Rule } from "./rule.ts";
import type { Settings } from "./settings.ts";
import type { Finding } from "./verdict.ts";

/** What SDK 1.21 takes in place of a message, so that a policy can speak for several rules. */
interface RuleViolation {
  readonly name: string;
  readonly description: string;
  readonly message: string;
  readonly urn: string;
  readonly enforcementLevel: string;
  readonly severity: string;
}

/** Reports what a rule has found on a resource under the rule's own name and level. */
export function reportFinding(
  reportViolation: ReportViolation,
  rule: Rule,
  urn: string,
  { id, message }: Finding,
  { levels }: Settings,
): void {
  const violation: RuleViolation = {
    name: rule.id,
    description: rule.title,
    message: `${rule.title}\n${rule.id}${id === undefined ? "" : `[${id}]`}: ${message}`,
    urn,
    enforcementLevel: levelOf(rule, levels),
    severity: rule.severity,
  };
  (reportViolation as unknown as (violation: RuleViolation) => void)(violation);
}

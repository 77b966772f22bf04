import type { Policies } from "@pulumi/policy";
import { graphPolicies } from "./graph-policies.ts";
import { resourcePolicies } from "./resource-policy.ts";
import { isGraphRule, type Rule } from "./rule.ts";
import type { Session } from "./session.ts";

/** Everything that the pack's process serves. */
export function packPolicies(rules: readonly Rule[], session: Session): Policies {
  return [
    ...rules.flatMap((rule) => (isGraphRule(rule) ? [] : resourcePolicies(rule, session))),
    ...graphPolicies(rules.filter(isGraphRule), session),
  ];
}

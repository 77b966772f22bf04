import type { Policies } from "@pulumi/policy";
import { listedForEveryType, settingsPolicy } from "./every-type-policy.ts";
import { resourcePolicies } from "./resource-policy.ts";
import { isGraphRule, type Rule } from "./rule.ts";
import { Session } from "./session.ts";
import { listedPolicies, stackPolicy } from "./stack-policy.ts";

/** Everything that the pack's process serves. */
export function packPolicies(rules: readonly Rule[]): Policies {
  const session = new Session(rules);
  return [
    settingsPolicy(session),
    ...listedForEveryType(session),
    ...rules.flatMap((rule) => (isGraphRule(rule) ? [] : resourcePolicies(rule, session))),
    ...listedPolicies(rules.filter(isGraphRule)),
    stackPolicy(session, console.log),
  ];
}

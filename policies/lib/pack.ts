import type { Policies } from "@pulumi/policy";
import { listedPolicy } from "./listed-policy.ts";
import { resourcePolicy } from "./resource-policy.ts";
import type { Rule } from "./rule.ts";
import { Session } from "./session.ts";
import { stackPolicy } from "./stack-policy.ts";

/** Everything that the pack's process serves. */
export function packPolicies(rules: readonly Rule[]): Policies {
  const session = new Session(rules);
  return [
    resourcePolicy(session),
    ...rules.map((rule) => listedPolicy(rule, session)),
    stackPolicy(session, console.log),
  ];
}

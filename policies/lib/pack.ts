import type { Policies, ResourceValidationPolicy } from "@pulumi/policy";
import { resourcePolicies } from "./resource-policy.ts";
import { isGraphRule, type Rule } from "./rule.ts";
import { Session } from "./session.ts";
import { SETTINGS_SCHEMA, type Settings } from "./settings.ts";
import { listedPolicies, stackPolicy } from "./stack-policy.ts";

/** Everything that the pack's process serves. */
export function packPolicies(rules: readonly Rule[]): Policies {
  const session = new Session(rules);
  return [
    settingsPolicy(session),
    ...rules.flatMap((rule) => (isGraphRule(rule) ? [] : resourcePolicies(rule, session))),
    ...listedPolicies(rules.filter(isGraphRule)),
    stackPolicy(session, console.log),
  ];
}

/**
 * Finds fault with nothing: it carries the settings of all rules, because the SDK gives each policy its own
 * configuration only. It comes before all others.
 */
function settingsPolicy(session: Session): ResourceValidationPolicy {
  return {
    name: "settings",
    description: "The settings of all rules.",
    enforcementLevel: "advisory",
    configSchema: SETTINGS_SCHEMA,
    validateResource: ({ getConfig }) => session.configure(getConfig<Partial<Settings>>()),
  };
}

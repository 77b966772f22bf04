import type { ResourceValidationPolicy } from "@pulumi/policy";
import { levelOf } from "./levels.ts";
import { metadata } from "./metadata.ts";
import { policyResource } from "./resource-policy.ts";
import { EVERY_TYPE, isGraphRule, type ResourceRule } from "./rule.ts";
import type { Session } from "./session.ts";
import { SETTINGS_SCHEMA, type Settings } from "./settings.ts";
import { attempt } from "./verdict.ts";

/**
 * Judges every resource by the rules that are for every type, each finding under its rule's name. It comes before all
 * other policies and carries the settings of all of them, because the SDK gives a policy only what is its own.
 */
export function settingsPolicy(session: Session): ResourceValidationPolicy {
  const rules = session.rules.filter(isForEveryType);
  return {
    name: "settings",
    description: "The settings of all rules.",
    enforcementLevel: "advisory",
    configSchema: SETTINGS_SCHEMA,
    validateResource: (args, reportViolation) => {
      session.configure(args.getConfig<Partial<Settings>>());
      const resource = policyResource(args);
      for (const rule of rules) {
        const verdict = attempt(() => rule.check(resource, session.settings));
        session.record(rule, resource, verdict, reportViolation);
      }
    },
  };
}

/** Such rules as Pulumi lists them. The type that no resource has keeps the SDK from running them again. */
export function listedForEveryType(session: Session): ResourceValidationPolicy[] {
  return session.rules.filter(isForEveryType).map((rule) => ({
    ...metadata(rule),
    name: rule.id,
    enforcementLevel: levelOf(rule),
    validateResource: Object.assign(() => {}, { __pulumiType: "judged by the policy 'settings'" }),
  }));
}

function isForEveryType(rule: Session["rules"][number]): rule is ResourceRule {
  return !isGraphRule(rule) && rule.types.includes(EVERY_TYPE);
}

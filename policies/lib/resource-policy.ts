import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { Properties } from "./properties.ts";
import { EVERY_TYPE, isGraphRule, type PolicyResource, type ResourceRule, type Rule } from "./rule.ts";
import type { Session } from "./session.ts";
import { SETTINGS_SCHEMA, type Settings } from "./settings.ts";
import { attempt } from "./verdict.ts";

/**
 * The one policy that judges each resource by all rules for its type, reporting each finding under the name of its
 * rule: the SDK deserialises a resource anew for each policy that takes it, and says of each that does not that it
 * does not, which for hundreds of policies takes longer than to judge. It carries the settings of all rules, because
 * a policy is given its own configuration only.
 */
export function resourcePolicy(session: Session): ResourceValidationPolicy {
  const rules = byType(session.rules);
  const forEveryType = rules.get(EVERY_TYPE) ?? [];
  return {
    name: "settings",
    description: "Every resource is judged by the rules for its type, with these settings.",
    enforcementLevel: "mandatory",
    configSchema: SETTINGS_SCHEMA,
    validateResource: (args, reportViolation) => {
      session.configure(args.getConfig<Partial<Settings>>());
      const resource = policyResource(args);
      for (const rule of [...(rules.get(args.type) ?? []), ...forEveryType]) {
        const verdict = attempt(() => rule.check(resource, session.settings));
        session.record(rule, resource, verdict, reportViolation);
      }
    },
  };
}

function byType(rules: readonly Rule[]): ReadonlyMap<string, readonly ResourceRule[]> {
  const byType = new Map<string, ResourceRule[]>();
  for (const rule of rules) {
    if (isGraphRule(rule)) continue;
    for (const type of rule.types) byType.set(type, [...(byType.get(type) ?? []), rule]);
  }
  return byType;
}

export function policyResource(args: ResourceValidationArgs): PolicyResource {
  const { type, name, urn, props, opts, provider } = args;
  return {
    type,
    name,
    urn,
    props: new Properties(props),
    protect: opts.protect,
    provider: new Properties(provider?.props ?? {}),
  };
}

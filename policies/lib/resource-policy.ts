import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { defaultLevel } from "./levels.ts";
import { Properties } from "./properties.ts";
import type { PolicyResource, ResourceRule } from "./rule.ts";
import type { Session } from "./session.ts";
import { attempt } from "./verdict.ts";

/**
 * The SDK's policies for a rule: one for each resource type, because a policy with the type attached to its function
 * is passed over in no time for all other types. The first has the rule's name, others the type's as a suffix.
 */
export function resourcePolicies(rule: ResourceRule, session: Session): ResourceValidationPolicy[] {
  return rule.types.map((type, index) => ({
    name: index === 0 ? rule.id : `${rule.id}.${type.split(":").at(-1)}`,
    displayName: rule.id,
    description: rule.title,
    enforcementLevel: defaultLevel(rule),
    severity: rule.severity,
    tags: [`rule:${rule.id}`, `service:${rule.service}`, ...rule.anchors],
    remediationSteps: rule.remediation,
    url: rule.url,
    validateResource: ofType(type, (args, reportViolation) => {
      const resource = policyResource(args);
      const verdict = attempt(() => rule.check(resource, session.settings));
      for (const message of session.record(rule, resource, verdict)) reportViolation(message);
    }),
    ...(rule.remediate !== undefined && { remediateResource: remediation(type, rule, session) }),
  }));
}

function remediation(type: string, rule: ResourceRule, session: Session) {
  const { check, remediate } = rule;
  return ofType(type, (args: ResourceValidationArgs) => {
    const resource = policyResource(args);
    const fails = () => attempt(() => check(resource, session.settings)).outcome === "fail";
    if (remediate === undefined || !fails()) return undefined;
    return Object.assign(args.props, remediate(resource, session.settings));
  });
}

/** Attaches the type as the SDK's own `validateResourceOfType` does, without loading a class for it. */
function ofType<Function extends (...args: never[]) => unknown>(type: string, validate: Function): Function {
  return Object.assign(validate, { __pulumiType: type });
}

function policyResource({ type, name, urn, props, opts, provider }: ResourceValidationArgs): PolicyResource {
  return {
    type,
    name,
    urn,
    props: new Properties(props),
    protect: opts.protect,
    provider: new Properties(provider?.props ?? {}),
  };
}

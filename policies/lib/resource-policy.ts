import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { levelOf } from "./levels.ts";
import { metadata } from "./metadata.ts";
import { Properties } from "./properties.ts";
import { EVERY_TYPE, type PolicyResource, type ResourceRule } from "./rule.ts";
import type { Session } from "./session.ts";
import { attempt, UnknownValueError } from "./verdict.ts";

/**
 * The SDK's policies for a rule: one for each resource type, because a policy with the type attached to its function
 * is passed over in no time for all other types. The first has the rule's name, others the type's as a suffix.
 */
export function resourcePolicies(rule: ResourceRule, session: Session): ResourceValidationPolicy[] {
  const types = rule.types.filter((type) => type !== EVERY_TYPE);
  return types.map((type, index) => ({
    ...metadata(rule),
    name: index === 0 ? rule.id : `${rule.id}.${type.split(":").at(-1)}`,
    enforcementLevel: levelOf(rule),
    validateResource: forType(type, (args, reportViolation) => {
      const resource = policyResource(args);
      const verdict = attempt(() => rule.check(resource, session.settings));
      session.record(rule, resource, verdict, reportViolation);
    }),
    ...remediation(type, rule, session),
  }));
}

function remediation(type: string, { check, remediate }: ResourceRule, session: Session) {
  if (remediate === undefined) return {};
  const remediateResource = forType(type, (args: ResourceValidationArgs) => {
    const { settings } = session;
    const resource = policyResource(args);
    if (attempt(() => check(resource, settings)).outcome !== "fail") return undefined;
    const changes = knownChanges(() => remediate(resource, settings));
    return changes && Object.assign(args.props, changes);
  });
  return { remediateResource };
}

/** A block in which something is only known after the deployment can't be written anew: the finding stays. */
function knownChanges<Changes>(remediate: () => Changes): Changes | undefined {
  try {
    return remediate();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Attaches the type as the SDK's own `validateResourceOfType` does, without loading a class for it. */
function forType<Function extends (...args: never[]) => unknown>(type: string, policy: Function): Function {
  return Object.assign(policy, { __pulumiType: type });
}

export function policyResource({
  type,
  name,
  urn,
  props,
  opts,
  provider,
}: ResourceValidationArgs): PolicyResource {
  return {
    type,
    name,
    urn,
    props: new Properties(props),
    protect: opts.protect,
    provider: new Properties(provider?.props ?? {}),
  };
}

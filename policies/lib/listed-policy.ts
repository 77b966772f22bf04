import type { ResourceRemediation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { levelOf } from "./levels.ts";
import { metadata } from "./metadata.ts";
import { policyResource } from "./resource-policy.ts";
import { isGraphRule, type ResourceRule, type Rule } from "./rule.ts";
import type { Session } from "./session.ts";
import { attempt, UnknownValueError } from "./verdict.ts";

/**
 * A rule as Pulumi lists it, with its severity, page and counterparts. `settings` and `stack` judge by it, so that it
 * has nothing to run itself: an empty list of validations for a resource, and for a stack a type that no resource has.
 * What it can mend, it mends where the stack's configuration sets it to `remediate`.
 */
export function listedPolicy(rule: Rule, session: Session): ResourceValidationPolicy | StackValidationPolicy {
  const listed = { ...metadata(rule), name: rule.id, enforcementLevel: levelOf(rule) };
  if (isGraphRule(rule))
    return { ...listed, validateStack: Object.assign(() => {}, { __pulumiType: "none" }) };
  const { remediate } = rule;
  return {
    ...listed,
    validateResource: [],
    ...(remediate !== undefined && { remediateResource: remediation(rule, remediate, session) }),
  };
}

function remediation(
  { types, check }: ResourceRule,
  remediate: NonNullable<ResourceRule["remediate"]>,
  session: Session,
): ResourceRemediation {
  return (args) => {
    if (!types.includes(args.type)) return undefined;
    const resource = policyResource(args);
    if (attempt(() => check(resource, session.settings)).outcome !== "fail") return undefined;
    const changes = knownChanges(() => remediate(resource, session.settings));
    return changes && Object.assign(args.props, changes);
  };
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

import type { ResourceRemediation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { levelOf } from "./levels.ts";
import { metadata } from "./metadata.ts";
import { policyResource } from "./resource-policy.ts";
import { isGraphRule, judges, type ResourceRule, type Rule } from "./rule.ts";
import type { Session } from "./session.ts";

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
  rule: ResourceRule,
  remediate: NonNullable<ResourceRule["remediate"]>,
  session: Session,
): ResourceRemediation {
  return (args) => {
    if (!judges(rule, args)) return undefined;
    const resource = policyResource(args);
    const changes = unlessItThrows(() =>
      rule.check(resource, session.settings).outcome === "fail"
        ? remediate(resource, session.settings)
        : undefined,
    );
    return changes && Object.assign(args.props, changes);
  };
}

/**
 * Nothing where something in a block is only known after the deployment, so that the block can't be written anew, and
 * nothing from a rule or a remediation that fails itself: the finding stays.
 */
function unlessItThrows<Changes>(mend: () => Changes): Changes | undefined {
  try {
    return mend();
  } catch {
    return undefined;
  }
}

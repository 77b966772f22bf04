import type { ResourceRemediation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { levelOf } from "./levels.ts";
import { metadata } from "./metadata.ts";
import { policyResource } from "./resource-policy.ts";
import { isGraphRule, type ResourceRule, type Rule } from "./rule.ts";
import type { Session } from "./session.ts";
import { attempt, UnknownValueError } from "./verdict.ts";

/**
 * A rule as Pulumi lists it, with its severity, page and counterparts; `settings` and `stack` judge by it. The type
 * that no resource has keeps the SDK from judging again. What mends is a policy for resources, and runs where the
 * stack's configuration sets the rule to `remediate`; the others are listed as policies for the stack, which cost an
 * analysed resource nothing.
 */
export function listedPolicy(rule: Rule, session: Session): ResourceValidationPolicy | StackValidationPolicy {
  const listed = { ...metadata(rule), name: rule.id, enforcementLevel: levelOf(rule) };
  const never = Object.assign(() => {}, { __pulumiType: "judged by another policy" });
  return isGraphRule(rule) || rule.remediate === undefined
    ? { ...listed, validateStack: never }
    : { ...listed, validateResource: never, remediateResource: remediation(rule, session) };
}

function remediation({ types, check, remediate }: ResourceRule, session: Session): ResourceRemediation {
  return (args) => {
    if (remediate === undefined || !types.includes(args.type)) return undefined;
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

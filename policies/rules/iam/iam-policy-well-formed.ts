import { isArnPattern } from "../../lib/iam/arns.ts";
import { parsePolicy } from "../../lib/iam/policy-document.ts";
import { policyTexts, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { MalformedPolicyError } from "../../lib/iam/policy-values.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, fail, failEach, type Verdict } from "../../lib/verdict.ts";

export const iamPolicyWellFormed = defineRule({
  id: "iam-policy-well-formed",
  severity: "high",
  service: "iam",
  title: "Policy documents are ones that IAM accepts.",
  why: "AWS refuses a malformed document halfway through a deployment, and no other rule can judge it.",
  remediation:
    "Write the document by pulumi.jsonStringify, with the elements that the IAM policy grammar has.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
  anchors: [],
  types: typesWithPolicies("identity", "trust", "resource", "endpoint"),
  check: (resource) =>
    each(policyTexts(resource, ["identity", "trust", "resource", "endpoint"]), ({ property, read }) =>
      judge(property, read()),
    ),
});

function judge(property: string, text: unknown): Verdict {
  try {
    const { statements } = parsePolicy(text);
    const resources = statements.flatMap((statement) => [...statement.resources, ...statement.notResources]);
    return failEach(
      resources.filter((resource) => !isArnPattern(resource)),
      (resource) => ({
        message: `${property} names ${resource}, which is neither an ARN nor *.`,
        id: `Resource@${property}`,
      }),
    );
  } catch (error) {
    if (error instanceof MalformedPolicyError) return fail(`${property} ${error.message}.`, property);
    throw error;
  }
}

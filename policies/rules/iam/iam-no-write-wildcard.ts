import { expandAction, writes } from "../../lib/iam/actions.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

export const iamNoWriteWildcard = defineRule({
  id: "iam-no-write-wildcard",
  severity: "medium",
  service: "iam",
  title: "No wildcard in an action stands for one that writes.",
  why: "With s3:Put* comes s3:PutBucketPolicy: a wildcard over writes gives away more than anyone meant to.",
  remediation: "Name the actions that the code calls. Wildcards over reads, such as s3:Get*, may stay.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  anchors: ["cdk-nag:AwsSolutions-IAM5"],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], ({ label, actions }) =>
      failEach(actions.filter(isPartial).flatMap(firstWrite), ({ pattern, write }) => ({
        message: `Statement ${label} allows ${pattern}, which includes ${write}.`,
        id: pattern,
      })),
    ),
});

/** All actions of a service are for `iam-no-service-wildcard` to find. */
function isPartial(action: string): boolean {
  return /:.*[*?]/.test(action) && !/:\*+$/.test(action);
}

function firstWrite(pattern: string): { pattern: string; write: string }[] {
  const write = expandAction(pattern).find(writes);
  return write === undefined ? [] : [{ pattern, write: write.name }];
}

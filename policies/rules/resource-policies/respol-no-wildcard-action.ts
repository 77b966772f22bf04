import type { Statement } from "../../lib/iam/policy-document.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const respolNoWildcardAction = defineRule({
  id: "respol-no-wildcard-action",
  severity: "medium",
  service: "resource-policies",
  title: "The policy of a resource names the actions it allows.",
  why: "With sqs:* come PurgeQueue, DeleteQueue and AddPermission.",
  remediation:
    "Name the actions. Only a key's policy may allow kms:* to the account's root, which then delegates by IAM.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  anchors: ["checkov:CKV_AWS_72", "trivy:AWS-0097"],
  types: typesWithPolicies("resource"),
  check: (resource) =>
    eachAllow(resource, ["resource"], (statement) =>
      isKeysRoot(statement)
        ? pass
        : failEach(
            statement.actions.filter((action) => /^([\w-]+:)?\*+$/.test(action)),
            (action) => ({
              message: `Statement ${statement.label} allows ${action}.`,
              id: `${action}@${statement.label}`,
            }),
          ),
    ),
});

/** Without it a key can't be managed any more. Accounts of others are for `respol-cross-account-allowlist`. */
function isKeysRoot({ actions, principals }: Statement): boolean {
  return (
    actions.every((action) => action === "kms:*") &&
    principals.every((principal) => principal.kind === "account" && principal.root)
  );
}

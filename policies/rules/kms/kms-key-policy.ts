import { expandAction } from "../../lib/iam/actions.ts";
import type { Statement } from "../../lib/iam/policy-document.ts";
import { eachPolicy } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const kmsKeyPolicy = defineRule({
  id: "kms-key-policy",
  severity: "high",
  service: "kms",
  title: "A key's policy leaves the account's root in charge of it.",
  why: "A key that nobody may manage can't be rotated, shared or deleted, and with it goes the data.",
  remediation:
    "Allow kms:*, or the actions that manage the key, to the account's root, and leave bypassPolicyLockoutSafetyCheck at false.",
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
  anchors: ["checkov:CKV2_AWS_64"],
  types: [
    "aws:kms/key:Key",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
  ],
  check: (resource) => {
    const bypasses = resource.props.boolean("bypassPolicyLockoutSafetyCheck") === true;
    return combine([
      failUnless(!bypasses, "bypassPolicyLockoutSafetyCheck is true.", "bypass"),
      eachPolicy(resource, ["resource"], ({ statements }) =>
        failUnless(
          statements.some(keepsRoot),
          "No statement of the policy allows kms:PutKeyPolicy to the account's root.",
          "root",
        ),
      ),
    ]);
  },
});

function keepsRoot({ effect, principals, actions, conditions }: Statement): boolean {
  return (
    effect === "Allow" &&
    principals.some((principal) => principal.kind === "account" && principal.root) &&
    actions.some(
      (pattern) => pattern === "*" || expandAction(pattern).some(({ name }) => name === "kms:PutKeyPolicy"),
    ) &&
    conditions.length === 0
  );
}

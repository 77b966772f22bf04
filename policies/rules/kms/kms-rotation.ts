import type { Properties } from "../../lib/properties.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const kmsRotation = defineRule({
  id: "kms-rotation",
  severity: "medium",
  service: "kms",
  title: "Symmetric keys change their material every year.",
  why: "What a stolen copy of the material decrypts then ends with the year.",
  remediation: "Set enableKeyRotation to true.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4",
  anchors: ["securityhub:KMS.4", "cdk-nag:AwsSolutions-KMS5", "checkov:CKV_AWS_7", "trivy:AWS-0065"],
  types: ["aws:kms/key:Key"],
  check: ({ props }) =>
    canRotate(props)
      ? failUnless(props.boolean("enableKeyRotation") === true, "enableKeyRotation is not true.")
      : notApplicable,
  remediate: () => ({ enableKeyRotation: true }),
});

/** AWS rotates symmetric keys of its own store only. */
function canRotate(props: Properties): boolean {
  return (
    (props.string("customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT" &&
    (props.string("keyUsage") ?? "ENCRYPT_DECRYPT") === "ENCRYPT_DECRYPT" &&
    !props.has("customKeyStoreId") &&
    !props.has("xksKeyId")
  );
}

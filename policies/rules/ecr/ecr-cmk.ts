import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const ecrCmk = defineRule({
  id: "ecr-cmk",
  severity: "low",
  service: "ecr",
  title: "Images of classified software are encrypted by a customer's key.",
  why: "AWS's key decrypts for everyone who may pull.",
  remediation:
    'Set encryptionConfigurations to [{ encryptionType: "KMS", kmsKey }]; this replaces the repository.',
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
  anchors: ["checkov:CKV_AWS_136", "trivy:AWS-0033"],
  dataClass: true,
  types: ["aws:ecr/repository:Repository"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      return failUnless(
        props
          .blocks("encryptionConfigurations")
          .some((each) => each.string("encryptionType")?.startsWith("KMS") === true && each.has("kmsKey")),
        "encryptionConfigurations names no kmsKey.",
      );
    }),
});

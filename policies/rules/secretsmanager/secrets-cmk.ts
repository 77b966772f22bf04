import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless } from "../../lib/verdict.ts";

export const secretsCmk = defineRule({
  id: "secrets-cmk",
  severity: "low",
  service: "secretsmanager",
  title: "Classified secrets, and their replicas, are encrypted by a customer's key.",
  why: "AWS's key decrypts for whoever may read the secret; one's own key has a policy, a log and an end.",
  remediation: "Set kmsKeyId, of each of replicas too.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  anchors: ["checkov:CKV_AWS_149", "trivy:AWS-0098", "cdk-nag:HIPAA.Security-SecretsManagerUsingKMSKey"],
  dataClass: true,
  types: ["aws:secretsmanager/secret:Secret"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      return combine([
        failUnless(props.has("kmsKeyId"), "kmsKeyId is not set."),
        each(props.blocks("replicas"), (replica) =>
          failUnless(
            replica.has("kmsKeyId"),
            `The replica in ${replica.string("region")} has no kmsKeyId.`,
            replica.string("region"),
          ),
        ),
      ]);
    }),
});

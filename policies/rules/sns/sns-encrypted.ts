import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const snsEncrypted = defineRule({
  id: "sns-encrypted",
  severity: "high",
  service: "sns",
  title: "Topics are encrypted at rest.",
  why: "SNS keeps a message until it is delivered, for days where a subscriber is down, and without a key in the clear.",
  remediation: "Set kmsMasterKeyId to a key that the publishing services may use.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
  anchors: ["fsbp:SNS.1", "cdk-nag:HIPAA.Security-SNSEncryptedKMS", "checkov:CKV_AWS_26", "trivy:AWS-0095"],
  types: ["aws:sns/topic:Topic"],
  check: ({ props }) => failUnless(props.has("kmsMasterKeyId"), "kmsMasterKeyId is not set."),
});

import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const glueSecurityConfig = defineRule({
  id: "glue-security-config",
  severity: "medium",
  service: "glue",
  title: "Jobs and crawlers run with a security configuration, and it encrypts all it can.",
  why: "Without one, a job writes its output, its bookmarks and its logs unencrypted by a key of one's own.",
  remediation:
    "Set securityConfiguration to an aws.glue.SecurityConfiguration with KMS for S3, CloudWatch and bookmarks.",
  url: "https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html",
  anchors: [
    "cdk-nag:AwsSolutions-GL1",
    "cdk-nag:AwsSolutions-GL3",
    "checkov:CKV_AWS_195",
    "checkov:CKV_AWS_99",
  ],
  types: [
    "aws:glue/job:Job",
    "aws:glue/crawler:Crawler",
    "aws:glue/securityConfiguration:SecurityConfiguration",
  ],
  check: ({ type, props }) => {
    if (type !== "aws:glue/securityConfiguration:SecurityConfiguration")
      return failUnless(props.has("securityConfiguration"), "securityConfiguration is not set.");
    return each(MODES, (mode) => {
      const value = props.string(`encryptionConfiguration.${mode}`);
      return failUnless(value !== undefined && value !== "DISABLED", `${mode} is not set.`, mode);
    });
  },
});

const MODES = [
  "cloudwatchEncryption.cloudwatchEncryptionMode",
  "jobBookmarksEncryption.jobBookmarksEncryptionMode",
  "s3Encryption.s3EncryptionMode",
];

import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { glueSecurityConfig } from "./glue-security-config.ts";

const ENCRYPTION = {
  cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS" },
  jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS" },
  s3Encryption: { s3EncryptionMode: "SSE-KMS" },
};
const configuration = (change: object) =>
  given(
    { encryptionConfiguration: { ...ENCRYPTION, ...change } },
    { type: "aws:glue/securityConfiguration:SecurityConfiguration" },
  );

describeRule<Record<string, unknown>>(glueSecurityConfig, {
  good: { roleArn: "arn:aws:iam::111122223333:role/etl", securityConfiguration: "orderflow" },
  bad: {
    "a job without": { securityConfiguration: undefined },
    "a crawler without": given({ securityConfiguration: undefined }, { type: "aws:glue/crawler:Crawler" }),
    "output in the clear": configuration({ s3Encryption: { s3EncryptionMode: "DISABLED" } }),
    "logs by default": configuration({ cloudwatchEncryption: {} }),
  },
  nearMisses: { "a configuration of all three": configuration({}) },
});

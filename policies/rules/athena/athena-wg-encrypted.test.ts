import type { athena } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { athenaWgEncrypted } from "./athena-wg-encrypted.ts";

const results = (encryptionConfiguration?: object) => ({
  configuration: { resultConfiguration: { outputLocation: "s3://results/", encryptionConfiguration } },
});

describeRule<athena.WorkgroupArgs>(athenaWgEncrypted, {
  good: results({
    encryptionOption: "SSE_KMS",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e",
  }),
  bad: { "in the clear": results(), "no results set": { configuration: undefined } },
  nearMisses: {
    "by S3's keys": results({ encryptionOption: "SSE_S3" }),
    "managed by Athena": { configuration: { managedQueryResultsConfiguration: { enabled: true } } },
  },
});

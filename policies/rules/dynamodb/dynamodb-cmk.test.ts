import type { dynamodb } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { dynamodbCmk } from "./dynamodb-cmk.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e";

describeRule<dynamodb.TableArgs>(dynamodbCmk, {
  good: given(
    { hashKey: "id", serverSideEncryption: { enabled: true, kmsKeyArn: KEY } },
    { settings: { dataClass: "personal" } },
  ),
  bad: {
    "AWS's own key": { serverSideEncryption: undefined },
    "AWS's key for DynamoDB": { serverSideEncryption: { enabled: true } },
    "a key that is not used": { serverSideEncryption: { enabled: false, kmsKeyArn: KEY } },
    "a replica without": given(
      { replicas: [{ regionName: "eu-central-1" }] },
      { findings: ["eu-central-1"] },
    ),
  },
  nearMisses: { "a replica with": { replicas: [{ regionName: "eu-central-1", kmsKeyArn: KEY }] } },
  notApplicable: { "no classified data": given({}, { settings: {} }) },
});

import type { dynamodb } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { dynamodbPitr } from "./dynamodb-pitr.ts";

describeRule<dynamodb.TableArgs>(dynamodbPitr, {
  good: { hashKey: "id", pointInTimeRecovery: { enabled: true } },
  bad: {
    "nothing set": { pointInTimeRecovery: undefined },
    "switched off": { pointInTimeRecovery: { enabled: false } },
    "a replica without": given(
      { replicas: [{ regionName: "eu-central-1" }] },
      { findings: ["eu-central-1"] },
    ),
  },
  nearMisses: {
    "a shorter period": { pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 7 } },
    "a replica with": { replicas: [{ regionName: "eu-central-1", pointInTimeRecovery: true }] },
  },
});

import type { dynamodb } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { dynamodbDeletionProtection } from "./dynamodb-deletion-protection.ts";

describeRule<dynamodb.TableArgs>(dynamodbDeletionProtection, {
  good: { hashKey: "id", deletionProtectionEnabled: true },
  bad: {
    "nothing set": { deletionProtectionEnabled: undefined },
    "switched off": { deletionProtectionEnabled: false },
  },
  nearMisses: { "a table on demand": { billingMode: "PAY_PER_REQUEST" } },
});

import type { dynamodb } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { dynamodbDeletionProtection } from "./dynamodb-deletion-protection.ts";

describeRule<dynamodb.TableArgs>(dynamodbDeletionProtection, {
  good: { hashKey: "id", deletionProtectionEnabled: true },
  bad: {
    "protected by Pulumi alone": given({ deletionProtectionEnabled: undefined }, { protect: true }),
    "nothing set": { deletionProtectionEnabled: undefined },
    "switched off": { deletionProtectionEnabled: false },
  },
  nearMisses: { "without Pulumi's own protection": given({}, { protect: false }) },
});

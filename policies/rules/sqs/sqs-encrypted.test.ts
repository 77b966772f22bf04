import type { sqs } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { sqsEncrypted } from "./sqs-encrypted.ts";

describeRule<sqs.QueueArgs>(sqsEncrypted, {
  good: { sqsManagedSseEnabled: true },
  bad: { "switched off": { sqsManagedSseEnabled: false } },
  nearMisses: {
    "encrypted by SQS without being asked to": { sqsManagedSseEnabled: undefined },
    "encrypted with a key instead": { sqsManagedSseEnabled: false, kmsMasterKeyId: "alias/orders" },
  },
});

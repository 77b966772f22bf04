import type { kinesis } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { kinesisKms } from "./kinesis-kms.ts";

describeRule<kinesis.StreamArgs>(kinesisKms, {
  good: { encryptionType: "KMS", kmsKeyId: "alias/orderflow-data" },
  bad: {
    "nothing set": { encryptionType: undefined, kmsKeyId: undefined },
    "switched off": { encryptionType: "NONE" },
  },
  nearMisses: { "by AWS's key": { kmsKeyId: "alias/aws/kinesis" } },
});

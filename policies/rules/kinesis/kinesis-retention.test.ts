import type { kinesis } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { kinesisRetention } from "./kinesis-retention.ts";

describeRule<kinesis.StreamArgs>(kinesisRetention, {
  good: { retentionPeriod: 72 },
  bad: { "a day by default": { retentionPeriod: undefined }, "two days": { retentionPeriod: 48 } },
  nearMisses: { "a week": { retentionPeriod: 168 } },
});

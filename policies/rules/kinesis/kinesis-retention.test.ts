import type { kinesis } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { kinesisRetention } from "./kinesis-retention.ts";

describeRule<kinesis.StreamArgs>(kinesisRetention, {
  good: { retentionPeriod: 72 },
  bad: {
    "a day by default": { retentionPeriod: undefined },
    "two days": { retentionPeriod: 48 },
    "less than the stack asks for": given({}, { settings: { minimumStreamRetentionHours: 168 } }),
  },
  nearMisses: {
    "a week": { retentionPeriod: 168 },
    "a day where that is enough": given(
      { retentionPeriod: undefined },
      { settings: { minimumStreamRetentionHours: 24 } },
    ),
  },
});

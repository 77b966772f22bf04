import type { cloudwatch } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { logsRetention } from "./logs-retention.ts";

describeRule<cloudwatch.LogGroupArgs>(logsRetention, {
  good: { name: "/orders", retentionInDays: 30 },
  bad: {
    "for ever": given({ retentionInDays: undefined }, { findings: ["for-ever"] }),
    "for ever, said so": { retentionInDays: 0 },
    "too short": given({ retentionInDays: 3 }, { findings: ["too-short"] }),
    "shorter than the years that the stack asks for": given(
      { retentionInDays: 365 },
      { settings: { minimumLogRetentionDays: 366 }, findings: ["too-short"] },
    ),
  },
  nearMisses: {
    "a week": { retentionInDays: 7 },
    "a day where that is enough": given({ retentionInDays: 1 }, { settings: { minimumLogRetentionDays: 1 } }),
  },
  notApplicable: { "kept by its class": { logGroupClass: "DELIVERY", retentionInDays: undefined } },
});

import type { cloudtrail } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cloudtrailBaseline } from "./cloudtrail-baseline.ts";

describeRule<cloudtrail.TrailArgs>(cloudtrailBaseline, {
  good: {
    s3BucketName: "audit",
    isMultiRegionTrail: true,
    enableLogFileValidation: true,
    cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:audit:*",
  },
  bad: {
    "one region": given({ isMultiRegionTrail: undefined }, { findings: ["isMultiRegionTrail"] }),
    "without digests": given({ enableLogFileValidation: false }, { findings: ["enableLogFileValidation"] }),
    "switched off": given({ enableLogging: false }, { findings: ["enableLogging"] }),
    "without IAM's own events": { includeGlobalServiceEvents: false },
    "read by nobody": given({ cloudWatchLogsGroupArn: undefined }, { findings: ["cloudWatchLogsGroupArn"] }),
  },
  nearMisses: { "the defaults, said so": { enableLogging: true, includeGlobalServiceEvents: true } },
});

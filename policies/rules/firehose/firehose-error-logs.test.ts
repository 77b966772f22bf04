import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { firehoseErrorLogs } from "./firehose-error-logs.ts";

const LOGS = { enabled: true, logGroupName: "/aws/vendedlogs/delivery", logStreamName: "errors" };

describeRule<Record<string, unknown>>(firehoseErrorLogs, {
  good: {
    destination: "extended_s3",
    extendedS3Configuration: { bucketArn: "arn:aws:s3:::events", cloudwatchLoggingOptions: LOGS },
  },
  bad: {
    "nothing set": given(
      { extendedS3Configuration: { bucketArn: "arn:aws:s3:::events" } },
      { findings: ["extendedS3Configuration"] },
    ),
    "switched off": {
      extendedS3Configuration: { cloudwatchLoggingOptions: { ...LOGS, enabled: false } },
    },
    "to another destination": {
      extendedS3Configuration: undefined,
      opensearchserverlessConfiguration: { indexName: "events" },
    },
  },
  nearMisses: {
    "to another destination, with": {
      extendedS3Configuration: undefined,
      opensearchserverlessConfiguration: { indexName: "events", cloudwatchLoggingOptions: LOGS },
    },
  },
  notApplicable: { "no destination that it knows": { extendedS3Configuration: undefined } },
});

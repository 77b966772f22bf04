import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { firehoseFailedData } from "./firehose-failed-data.ts";

describeRule<Record<string, unknown>>(firehoseFailedData, {
  good: {
    destination: "extended_s3",
    extendedS3Configuration: { bucketArn: "arn:aws:s3:::events", errorOutputPrefix: "failed/" },
  },
  bad: {
    none: given(
      { extendedS3Configuration: { bucketArn: "arn:aws:s3:::events" } },
      { findings: ["extendedS3Configuration"] },
    ),
    "beside another destination": {
      extendedS3Configuration: undefined,
      opensearchConfiguration: { indexName: "events", s3Configuration: { bucketArn: "arn:aws:s3:::events" } },
    },
    "another destination without S3": {
      extendedS3Configuration: undefined,
      opensearchConfiguration: { indexName: "events", errorOutputPrefix: "failed/" },
    },
  },
  nearMisses: {
    "beside another destination, with": {
      extendedS3Configuration: undefined,
      opensearchConfiguration: { indexName: "events", s3Configuration: { errorOutputPrefix: "failed/" } },
    },
  },
});

import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { s3AccessLogs } from "./s3-access-logs.ts";

describeGraphRule(s3AccessLogs, {
  good: [
    resource("aws:s3/bucket:Bucket", "files"),
    resource("aws:s3/bucket:Bucket", "logs"),
    resource("aws:s3/bucketLogging:BucketLogging", "logging", {
      bucket: ref("files", "id"),
      targetBucket: ref("logs", "id"),
      targetPrefix: "files/",
    }),
  ],
  bad: {
    none: { without: ["logging", "logs"], on: ["files"] },
    "another bucket's": { plus: [resource("aws:s3/bucketV2:BucketV2", "archive")], on: ["archive"] },
  },
  nearMisses: {
    "in the bucket": {
      set: { files: { logging: { targetBucket: ref("logs", "id") } } },
      without: ["logging"],
    },
  },
  notApplicable: {
    "the bucket of a trail": {
      without: ["files", "logging"],
      plus: [resource("aws:cloudtrail/trail:Trail", "audit", { s3BucketName: ref("logs", "id") })],
    },
  },
});

import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { s3Lifecycle } from "./s3-lifecycle.ts";

const ABORT = {
  id: "uploads",
  status: "Enabled",
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

describeGraphRule(s3Lifecycle, {
  good: [
    resource("aws:s3/bucket:Bucket", "files"),
    resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle", {
      bucket: ref("files", "id"),
      rules: [ABORT],
    }),
  ],
  bad: {
    "a bucket of the older type": {
      plus: [resource("aws:s3/bucketV2:BucketV2", "older")],
      on: ["older"],
    },
    none: { without: ["lifecycle"], on: ["files"] },
    "only expiry": {
      set: { lifecycle: { rules: [{ id: "old", status: "Enabled", expiration: { days: 30 } }] } },
    },
    "switched off": { set: { lifecycle: { rules: [{ ...ABORT, status: "Disabled" }] } }, on: ["files"] },
  },
  nearMisses: {
    "in the bucket": {
      set: { files: { lifecycleRules: [{ enabled: true, abortIncompleteMultipartUploadDays: 7 }] } },
      without: ["lifecycle"],
    },
  },
  notApplicable: {
    "a bucket that only redirects": {
      set: { files: { website: { redirectAllRequestsTo: "https://example.com" } } },
      without: ["lifecycle"],
    },
  },
});

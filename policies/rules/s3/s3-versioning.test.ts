import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { s3Versioning } from "./s3-versioning.ts";

const status = (value: string) => ({ versioningConfiguration: { status: value } });

describeGraphRule(s3Versioning, {
  good: [
    resource("aws:s3/bucket:Bucket", "files"),
    resource("aws:s3/bucketVersioning:BucketVersioning", "versions", {
      bucket: ref("files", "id"),
      ...status("Enabled"),
    }),
  ],
  bad: {
    "nothing set": { without: ["versions"], on: ["files"] },
    suspended: { set: { versions: status("Suspended") }, on: ["files"] },
    "another bucket's": { plus: [resource("aws:s3/bucketV2:BucketV2", "archive")], on: ["archive"] },
  },
  nearMisses: {
    "in the bucket": { set: { files: { versioning: { enabled: true } } }, without: ["versions"] },
    "by the resource's alias": {
      without: ["versions"],
      plus: [
        resource("aws:s3/bucketVersioningV2:BucketVersioningV2", "old", {
          bucket: ref("files", "id"),
          ...status("Enabled"),
        }),
      ],
    },
  },
  notApplicable: {
    "a bucket that only redirects": {
      set: { files: { website: { redirectAllRequestsTo: "https://example.com" } } },
      without: ["versions"],
    },
  },
});

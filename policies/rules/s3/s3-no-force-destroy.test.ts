import type { s3 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { s3NoForceDestroy } from "./s3-no-force-destroy.ts";

describeRule<s3.BucketArgs>(s3NoForceDestroy, {
  good: { bucket: "orders-files", forceDestroy: false },
  bad: {
    forced: { forceDestroy: true },
    "a directory bucket": given({ forceDestroy: true }, { type: "aws:s3/directoryBucket:DirectoryBucket" }),
  },
  nearMisses: { "nothing set": { forceDestroy: undefined } },
  alsoOn: ["aws:s3/bucketV2:BucketV2"],
});

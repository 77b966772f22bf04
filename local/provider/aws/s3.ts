import type { S3 } from "../../services/s3/s3.ts";
import type { ProviderModule, ResourceHandler } from "../resource.ts";
import { bucketHandler } from "./s3/bucket.ts";
import { objectHandler } from "./s3/object.ts";
import { settingHandler } from "./s3/setting.ts";
import {
  LIFECYCLE,
  OWNERSHIP,
  POLICY,
  PUBLIC_ACCESS_BLOCK,
  SERVER_SIDE_ENCRYPTION,
  VERSIONING,
} from "./s3/settings.ts";

/** The Pulumi resources of S3: buckets, how they are set up, and objects. */
export function s3Module(s3: S3): ProviderModule {
  return {
    resources: {
      ...alsoAsV2("bucket", "Bucket", bucketHandler(s3)),
      ...alsoAsV2("bucketVersioning", "BucketVersioning", settingHandler(s3, VERSIONING)),
      ...alsoAsV2(
        "bucketServerSideEncryptionConfiguration",
        "BucketServerSideEncryptionConfiguration",
        settingHandler(s3, SERVER_SIDE_ENCRYPTION),
      ),
      ...alsoAsV2(
        "bucketLifecycleConfiguration",
        "BucketLifecycleConfiguration",
        settingHandler(s3, LIFECYCLE),
      ),
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": settingHandler(s3, PUBLIC_ACCESS_BLOCK),
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls": settingHandler(s3, OWNERSHIP),
      "aws:s3/bucketPolicy:BucketPolicy": settingHandler(s3, POLICY),
      "aws:s3/bucketObject:BucketObject": objectHandler(s3),
      "aws:s3/bucketObjectv2:BucketObjectv2": objectHandler(s3),
    },
  };
}

/** What had a `V2` in its name before version 7 of `@pulumi/aws`, which still has it under either. */
function alsoAsV2(token: string, type: string, handler: ResourceHandler) {
  return { [`aws:s3/${token}:${type}`]: handler, [`aws:s3/${token}V2:${type}V2`]: handler };
}

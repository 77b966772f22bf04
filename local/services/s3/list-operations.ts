import type { Members } from "../../core/members.ts";
import { ownerId } from "./bucket-operations.ts";
import { listObjects, listObjectsV2, listVersions } from "./listing.ts";
import { bucketIn, type Engine, type Operations, onBucket, operation } from "./operations.ts";

/** What is in a bucket. */
export function listOperations(engine: Engine): Operations {
  const listing = (input: Members) => ({
    bucket: bucketIn(engine, input),
    input,
    owner: ownerId(engine.account.accountId),
  });
  return {
    ListObjectsV2: operation(onBucket(engine, "s3:ListBucket"), (input) => ({
      ListBucketResult: listObjectsV2(listing(input)),
    })),
    ListObjects: operation(onBucket(engine, "s3:ListBucket"), (input) => ({
      ListBucketResult: listObjects(listing(input)),
    })),
    ListObjectVersions: operation(onBucket(engine, "s3:ListBucketVersions"), (input) => ({
      ListVersionsResult: listVersions(listing(input)),
    })),
  };
}

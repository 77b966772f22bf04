import type { Bucket } from "../../../services/s3/bucket.ts";
import { checkBucketName } from "../../../services/s3/bucket-name.ts";
import type { S3 } from "../../../services/s3/s3.ts";
import type { Properties, ResourceHandler } from "../../resource.ts";
import { tagsOf } from "../documents.ts";
import { checkProperties, flag, only, type Rules, refused, text } from "../property-rules.ts";

const MAX_NAME = 63;

const RULES: Rules = {
  bucket: refused(checkBucketName, text({ min: 3, max: MAX_NAME })),
  bucketPrefix: text({ max: 37 }),
  forceDestroy: flag,
  objectLockEnabled: only(false, "has no object locks"),
};

/** Settings in the bucket itself are deprecated, and have resources of their own. */
export function bucketHandler(s3: S3): ResourceHandler {
  const { buckets } = s3;
  const outputsOf = ({ name, arn, settings }: Bucket, inputs: Properties): Properties => ({
    ...inputs,
    arn,
    bucket: name,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegion: s3.region,
    bucketRegionalDomainName: `${name}.s3.${s3.region}.amazonaws.com`,
    region: s3.region,
    requestPayer: "BucketOwner",
    tags: settings.tags,
  });
  const placed = s3.region === "us-east-1" ? {} : { LocationConstraint: s3.region };
  return {
    replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled"],
    nameProperty: "bucket",
    check(given, { autoName }) {
      const inputs: Properties = { forceDestroy: false, ...given };
      const failures = checkProperties(inputs, RULES);
      if (inputs.bucket !== undefined || inputs.bucketPrefix !== undefined) return { inputs, failures };
      return { inputs: { ...inputs, bucket: autoName(MAX_NAME, (name) => name.toLowerCase()) }, failures };
    },
    async create(inputs, { autoName }) {
      const Bucket = String(inputs.bucket ?? `${inputs.bucketPrefix}${autoName(MAX_NAME).slice(-7)}`);
      const Tag = Object.entries(tagsOf(inputs)).map(([Key, Value]) => ({ Key, Value }));
      const CreateBucketConfiguration = { ...placed, ...(Tag.length > 0 && { Tags: { Tag } }) };
      await s3.perform("CreateBucket", { Bucket, CreateBucketConfiguration });
      return { id: Bucket, outputs: outputsOf(buckets.require(Bucket), inputs) };
    },
    async update(Bucket, inputs) {
      const Tag = Object.entries(tagsOf(inputs)).map(([Key, Value]) => ({ Key, Value }));
      await (Tag.length === 0
        ? s3.perform("DeleteBucketTagging", { Bucket })
        : s3.perform("PutBucketTagging", { Bucket, Tagging: { TagSet: { Tag } } }));
      return outputsOf(buckets.require(Bucket), inputs);
    },
    delete(id, { forceDestroy }) {
      const bucket = buckets.find(id);
      if (bucket === undefined) return;
      if (forceDestroy === true) bucket.clear();
      buckets.delete(id);
    },
    read(id, olds) {
      const bucket = buckets.find(id);
      return bucket && { id, outputs: outputsOf(bucket, olds) };
    },
  };
}

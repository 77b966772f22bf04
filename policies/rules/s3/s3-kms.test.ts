import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { s3Kms } from "./s3-kms.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const by = (sseAlgorithm: string, kmsMasterKeyId?: string) => ({
  applyServerSideEncryptionByDefault: {
    sseAlgorithm,
    ...(kmsMasterKeyId !== undefined && { kmsMasterKeyId }),
  },
});
const settings = { dataClass: "personal" };

describeGraphRule(s3Kms, {
  good: [
    resource("aws:s3/bucket:Bucket", "files", { tags: { dataClass: "personal" } }),
    resource(ENCRYPTION, "encryption", { bucket: ref("files", "id"), rules: [by("aws:kms", KEY)] }),
  ],
  bad: {
    "a bucket of the older type": {
      plus: [resource("aws:s3/bucketV2:BucketV2", "older", { tags: { dataClass: "personal" } })],
      on: ["older"],
    },
    "nothing set": { without: ["encryption"], settings, on: ["files"] },
    "S3's own keys": { set: { encryption: { rules: [by("AES256")] } }, settings, on: ["files"] },
    "AWS's key": { set: { encryption: { rules: [by("aws:kms")] } }, settings, on: ["files"] },
  },
  nearMisses: {
    "in the bucket": {
      set: { files: { serverSideEncryptionConfiguration: { rule: by("aws:kms", KEY) } } },
      without: ["encryption"],
      settings,
    },
    twice: { set: { encryption: { rules: [by("aws:kms:dsse", KEY)] } }, settings },
  },
  notApplicable: {
    "a bucket that only redirects": {
      set: { files: { website: { redirectAllRequestsTo: "https://example.com" } } },
      without: ["encryption"],
      settings,
    },
  },
});

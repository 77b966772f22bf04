import type { s3 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { s3BucketKey } from "./s3-bucket-key.ts";

const KMS = {
  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/orderflow-data" },
};

describeRule<s3.BucketServerSideEncryptionConfigurationArgs>(s3BucketKey, {
  good: { bucket: "orders-files", rules: [{ ...KMS, bucketKeyEnabled: true }] },
  bad: { "nothing set": { rules: [KMS] }, "switched off": { rules: [{ ...KMS, bucketKeyEnabled: false }] } },
  nearMisses: {
    "by AWS's key": {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }],
    },
  },
  notApplicable: {
    "S3's own keys, which need none": {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
  },
  alsoOn: ["aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"],
});

import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { s3PublicAccessBlock } from "./s3-public-access-block.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const block = (bucket: string) =>
  resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", `${bucket}-block`, {
    bucket: ref(bucket, "id"),
  });

describeGraphRule(s3PublicAccessBlock, {
  good: [resource(BUCKET, "files"), block("files")],
  bad: {
    none: { without: ["files-block"], on: ["files"] },
    "another bucket's": { plus: [resource("aws:s3/bucketV2:BucketV2", "logs")], on: ["logs"] },
  },
  nearMisses: {
    "one for a bucket of the old name": {
      plus: [resource("aws:s3/bucketV2:BucketV2", "logs"), block("logs")],
    },
    "the account's": {
      without: ["files-block"],
      plus: [resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "account")],
    },
  },
});

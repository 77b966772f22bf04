import type { s3 } from "@pulumi/aws";
import { asText, describeRule, given } from "../../lib/testing/resource-rule.ts";
import { s3PublicAccessBlockComplete } from "./s3-public-access-block-complete.ts";

describeRule<s3.BucketPublicAccessBlockArgs>(s3PublicAccessBlockComplete, {
  good: {
    bucket: "orders-files",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  bad: {
    "one left out": given({ restrictPublicBuckets: undefined }, { findings: ["restrictPublicBuckets"] }),
    "one switched off as text": { blockPublicPolicy: asText(false) },
    "one switched off": given({ blockPublicPolicy: false }, { findings: ["blockPublicPolicy"] }),
    "the account's": given(
      { ignorePublicAcls: false },
      { type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock" },
    ),
  },
  nearMisses: { "said as text": { blockPublicPolicy: asText(true) } },
});

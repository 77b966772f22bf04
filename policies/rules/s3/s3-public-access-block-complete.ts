import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const s3PublicAccessBlockComplete = defineRule({
  id: "s3-public-access-block-complete",
  severity: "high",
  service: "s3",
  title: "A public access block blocks all there is.",
  why: "Each of the four settings that is left out is a way to open the bucket.",
  remediation: "Set blockPublicAcls, blockPublicPolicy, ignorePublicAcls and restrictPublicBuckets to true.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  anchors: [
    "fsbp:S3.1",
    "checkov:CKV_AWS_53",
    "checkov:CKV_AWS_54",
    "checkov:CKV_AWS_55",
    "checkov:CKV_AWS_56",
    "trivy:AWS-0086",
    "trivy:AWS-0087",
    "trivy:AWS-0091",
    "trivy:AWS-0093",
  ],
  types: [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
  ],
  check: ({ props }) =>
    each(SETTINGS, (setting) =>
      failUnless(props.boolean(setting) === true, `${setting} is not true.`, setting),
    ),
  remediate: () => Object.fromEntries(SETTINGS.map((setting) => [setting, true])),
});

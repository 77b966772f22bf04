import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

/** Website endpoints of S3 know no signatures. */
const S3_ORIGIN = /\.s3[.-](?!website).*amazonaws\.com$/;
const FUNCTION_URL = /\.lambda-url\..+\.on\.aws$/;

export const cfOac = defineRule({
  id: "cf-oac",
  severity: "high",
  service: "cloudfront",
  title: "CloudFront signs its requests to buckets and function URLs.",
  why: "Otherwise the bucket or function must be public, and is reached past the firewall and the cache.",
  remediation:
    "Set originAccessControlId to an aws.cloudfront.OriginAccessControl, and let only CloudFront in.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-13",
  anchors: ["fsbp:CloudFront.13", "fsbp:CloudFront.16", "cdk-nag:AwsSolutions-CFR7", "checkov:CKV2_AWS_46"],
  types: ["aws:cloudfront/distribution:Distribution"],
  check: ({ props }) =>
    each(props.blocks("origins"), (origin) => {
      const id = origin.string("originId") ?? "";
      const domain = origin.string("domainName") ?? "";
      if (!S3_ORIGIN.test(domain) && !FUNCTION_URL.test(domain)) return notApplicable;
      return failUnless(
        origin.has("originAccessControlId"),
        `Origin ${id} has no originAccessControlId.`,
        id,
      );
    }),
});

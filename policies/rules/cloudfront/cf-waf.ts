import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const cfWaf = defineRule({
  id: "cf-waf",
  severity: "medium",
  service: "cloudfront",
  title: "A firewall stands before a distribution.",
  why: "Floods and known attacks reach the origin, which is billed by the request.",
  remediation: "Set webAclId to the ARN of an aws.wafv2.WebAcl with the scope CLOUDFRONT.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-6",
  anchors: ["fsbp:CloudFront.6", "cdk-nag:AwsSolutions-CFR2", "checkov:CKV_AWS_68", "trivy:AWS-0011"],
  types: ["aws:cloudfront/distribution:Distribution"],
  check: ({ props }) => failUnless(props.string("webAclId") !== undefined, "webAclId is not set."),
});

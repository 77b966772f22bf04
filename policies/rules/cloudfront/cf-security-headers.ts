import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

const YEAR_SECONDS = 31_536_000;

export const cfSecurityHeaders = defineRule({
  id: "cf-security-headers",
  severity: "low",
  service: "cloudfront",
  title: "Pages come with security headers, HTTPS for a year among them.",
  why: "Without HSTS the first request of every visit can be caught in plain HTTP.",
  remediation:
    "Set responseHeadersPolicyId to a ResponseHeadersPolicy with strictTransportSecurity of a year or more.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-response-headers.html",
  anchors: ["checkov:CKV2_AWS_32", "checkov:CKV_AWS_259"],
  types: [
    "aws:cloudfront/distribution:Distribution",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
  ],
  check: ({ type, props }) =>
    type === "aws:cloudfront/distribution:Distribution"
      ? failUnless(
          props.has("defaultCacheBehavior.responseHeadersPolicyId") ||
            props.isUnknown("defaultCacheBehavior"),
          "defaultCacheBehavior has no responseHeadersPolicyId.",
        )
      : failUnless(
          (props.number("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec") ?? 0) >=
            YEAR_SECONDS,
          "strictTransportSecurity is not of a year or more.",
        ),
});

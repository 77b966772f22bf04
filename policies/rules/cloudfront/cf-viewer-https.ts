import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const cfViewerHttps = defineRule({
  id: "cf-viewer-https",
  severity: "high",
  service: "cloudfront",
  title: "Viewers reach every path by HTTPS.",
  why: "Tokens and addresses cross the hotel's WLAN as they are.",
  remediation: 'Set viewerProtocolPolicy to "redirect-to-https" or "https-only" in every cache behaviour.',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-3",
  anchors: ["fsbp:CloudFront.3", "checkov:CKV_AWS_34", "trivy:AWS-0012"],
  types: ["aws:cloudfront/distribution:Distribution"],
  check: ({ props }) =>
    each([...props.blocks("defaultCacheBehavior"), ...props.blocks("orderedCacheBehaviors")], (behavior) => {
      const path = behavior.string("pathPattern") ?? "*";
      return failUnless(
        behavior.string("viewerProtocolPolicy") !== "allow-all",
        `${path} may be viewed without TLS.`,
        path,
      );
    }),
});

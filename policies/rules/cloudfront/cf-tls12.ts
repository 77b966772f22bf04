import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const cfTls12 = defineRule({
  id: "cf-tls12",
  severity: "high",
  service: "cloudfront",
  title: "Viewers of one's own domain use TLS 1.2 with modern ciphers, or better.",
  why: "Older versions can be read along by whoever is on the way.",
  remediation: 'Set viewerCertificate.minimumProtocolVersion to "TLSv1.2_2021" or better.',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-15",
  anchors: ["fsbp:CloudFront.15", "cdk-nag:AwsSolutions-CFR4", "checkov:CKV_AWS_174", "trivy:AWS-0013"],
  types: ["aws:cloudfront/distribution:Distribution"],
  check: ({ props }) => {
    const usesOwnDomain = props.strings("aliases").length > 0;
    if (!usesOwnDomain && props.boolean("viewerCertificate.cloudfrontDefaultCertificate") === true)
      return notApplicable;
    const version = props.string("viewerCertificate.minimumProtocolVersion") ?? "TLSv1";
    return failUnless(
      /^TLSv1\.(2_202[1-9]|3)/.test(version),
      `minimumProtocolVersion is ${version}, below TLSv1.2_2021.`,
    );
  },
  remediate: ({ props }) => ({
    viewerCertificate: {
      ...(props.get("viewerCertificate") as object),
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  }),
});

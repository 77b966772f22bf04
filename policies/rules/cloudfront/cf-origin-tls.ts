import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless } from "../../lib/verdict.ts";

export const cfOriginTls = defineRule({
  id: "cf-origin-tls",
  severity: "high",
  service: "cloudfront",
  title: "CloudFront reaches origins by TLS 1.2.",
  why: "Between the edge and the origin the same tokens and addresses cross the internet.",
  remediation: 'Set originProtocolPolicy to "https-only" and originSslProtocols to ["TLSv1.2"].',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-9",
  anchors: [
    "fsbp:CloudFront.9",
    "fsbp:CloudFront.10",
    "cdk-nag:AwsSolutions-CFR5",
    "checkov:CKV2_AWS_54",
    "checkov:CKV2_AWS_72",
  ],
  types: ["aws:cloudfront/distribution:Distribution"],
  check: ({ props }) =>
    each(
      props.blocks("origins").filter((origin) => origin.has("customOriginConfig")),
      (origin) => {
        const id = origin.string("originId") ?? "";
        const old = origin
          .strings("customOriginConfig.originSslProtocols")
          .filter((version) => version !== "TLSv1.2");
        return combine([
          failUnless(
            origin.string("customOriginConfig.originProtocolPolicy") === "https-only",
            `Origin ${id} is reached without TLS.`,
            id,
          ),
          failUnless(old.length === 0, `Origin ${id} is reached by ${old.join(", ")}.`, `${id}@TLS`),
        ]);
      },
    ),
});

import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const apigwv2Tls12 = defineRule({
  id: "apigwv2-tls12",
  severity: "high",
  service: "apigateway",
  title: "Domain names of APIs speak TLS 1.2 or later.",
  why: "Earlier versions of TLS are broken: whoever is on the way may read along.",
  remediation: "Set domainNameConfiguration.securityPolicy, or securityPolicy for a REST API, to TLS_1_2.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html",
  anchors: ["checkov:CKV_AWS_206", "trivy:AWS-0005"],
  types: ["aws:apigatewayv2/domainName:DomainName", "aws:apigateway/domainName:DomainName"],
  check: ({ type, props }) => {
    const path = type.startsWith("aws:apigatewayv2/")
      ? "domainNameConfiguration.securityPolicy"
      : "securityPolicy";
    const policy = props.string(path);
    return failUnless(policy !== undefined && policy !== "TLS_1_0", `${path} is ${policy ?? "not set"}.`);
  },
});

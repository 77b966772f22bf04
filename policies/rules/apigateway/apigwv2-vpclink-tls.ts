import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const apigwv2VpclinkTls = defineRule({
  id: "apigwv2-vpclink-tls",
  severity: "medium",
  service: "apigateway",
  title: "Integrations through a VPC link speak TLS.",
  why: "Without, requests with their tokens go through the network in the clear.",
  remediation: "Set tlsConfig with the serverNameToVerify.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-private-integration.html",
  anchors: ["fsbp:APIGateway.10"],
  types: ["aws:apigatewayv2/integration:Integration"],
  check: ({ props }) =>
    props.string("connectionType") === "VPC_LINK"
      ? failUnless(props.has("tlsConfig"), "tlsConfig is not set.")
      : notApplicable,
});

import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { apigwv2VpclinkTls } from "./apigwv2-vpclink-tls.ts";

describeRule<apigatewayv2.IntegrationArgs>(apigwv2VpclinkTls, {
  good: {
    apiId: "api",
    integrationType: "HTTP_PROXY",
    connectionType: "VPC_LINK",
    tlsConfig: { serverNameToVerify: "orders.internal" },
  },
  bad: { "in the clear": { tlsConfig: undefined } },
  nearMisses: { "without a name to verify": { tlsConfig: {} } },
  notApplicable: { "over the internet": { connectionType: "INTERNET", tlsConfig: undefined } },
});

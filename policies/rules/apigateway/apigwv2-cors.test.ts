import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { apigwv2Cors } from "./apigwv2-cors.ts";

describeRule<apigatewayv2.ApiArgs>(apigwv2Cors, {
  good: { protocolType: "HTTP", corsConfiguration: { allowOrigins: ["https://shop.example.com"] } },
  bad: {
    "every origin": { corsConfiguration: { allowOrigins: ["*"] } },
    "every origin over TLS": { corsConfiguration: { allowOrigins: ["https://*"] } },
  },
  nearMisses: {
    "sites of one domain": { corsConfiguration: { allowOrigins: ["https://*.example.com"] } },
    "every header": { corsConfiguration: { allowHeaders: ["*"], allowOrigins: [] } },
  },
  notApplicable: { "no pages": { corsConfiguration: undefined } },
});

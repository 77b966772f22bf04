import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { apigwv2JwtAudience } from "./apigwv2-jwt-audience.ts";

const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a";

describeRule<apigatewayv2.AuthorizerArgs>(apigwv2JwtAudience, {
  good: { apiId: "api", authorizerType: "JWT", jwtConfiguration: { issuer, audiences: ["client"] } },
  bad: {
    "no audience": given({ jwtConfiguration: { issuer } }, { findings: ["audiences"] }),
    "no issuer": given({ jwtConfiguration: { audiences: ["client"] } }, { findings: ["issuer"] }),
    nothing: { jwtConfiguration: undefined },
  },
  nearMisses: { "two audiences": { jwtConfiguration: { issuer, audiences: ["a", "b"] } } },
  notApplicable: { "a function": { authorizerType: "REQUEST", jwtConfiguration: undefined } },
});

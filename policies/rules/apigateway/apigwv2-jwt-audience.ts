import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable } from "../../lib/verdict.ts";

export const apigwv2JwtAudience = defineRule({
  id: "apigwv2-jwt-audience",
  severity: "high",
  service: "apigateway",
  title: "JWT authorizers say whose tokens for whom they accept.",
  why: "Without an audience a token that the same issuer gave to any other application is good for this API too.",
  remediation: "Set jwtConfiguration with issuer and audiences.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html",
  anchors: [],
  types: ["aws:apigatewayv2/authorizer:Authorizer"],
  check: ({ props }) => {
    if (props.string("authorizerType") !== "JWT") return notApplicable;
    const audiences =
      props.isUnknown("jwtConfiguration.audiences") || props.strings("jwtConfiguration.audiences").length > 0;
    return combine([
      failUnless(props.has("jwtConfiguration.issuer"), "jwtConfiguration.issuer is not set.", "issuer"),
      failUnless(audiences, "jwtConfiguration.audiences is empty.", "audiences"),
    ]);
  },
});

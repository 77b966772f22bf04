import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const apigwv2Throttling = defineRule({
  id: "apigwv2-throttling",
  severity: "medium",
  service: "apigateway",
  title: "Stages limit how much they take.",
  why: "Without limits of its own an API takes the account's, and one caller's loop is every API's outage and a bill.",
  remediation: "Set throttlingBurstLimit and throttlingRateLimit in defaultRouteSettings.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html",
  anchors: ["cdk-nag:Serverless-APIGWDefaultThrottling"],
  types: ["aws:apigatewayv2/stage:Stage"],
  check: ({ props }) =>
    each(["throttlingBurstLimit", "throttlingRateLimit"], (name) =>
      failUnless(
        (props.number(`defaultRouteSettings.${name}`) ?? 0) > 0,
        `defaultRouteSettings.${name} is not set.`,
        name,
      ),
    ),
});

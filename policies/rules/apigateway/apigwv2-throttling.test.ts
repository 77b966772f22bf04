import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { apigwv2Throttling } from "./apigwv2-throttling.ts";

describeRule<apigatewayv2.StageArgs>(apigwv2Throttling, {
  good: { apiId: "api", defaultRouteSettings: { throttlingBurstLimit: 200, throttlingRateLimit: 100 } },
  bad: {
    "no limits": { defaultRouteSettings: undefined },
    "no rate": given(
      { defaultRouteSettings: { throttlingBurstLimit: 200 } },
      { findings: ["throttlingRateLimit"] },
    ),
  },
  nearMisses: {
    "a small one": { defaultRouteSettings: { throttlingBurstLimit: 1, throttlingRateLimit: 0.5 } },
  },
});

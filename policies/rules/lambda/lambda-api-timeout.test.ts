import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { lambdaApiTimeout } from "./lambda-api-timeout.ts";

describeGraphRule(lambdaApiTimeout, {
  good: [
    resource("aws:lambda/function:Function", "orders", {
      timeout: 30,
      invokeArn: "arn:aws:apigateway:eu-west-1:lambda:path/orders",
    }),
    resource("aws:apigatewayv2/integration:Integration", "integration", {
      integrationUri: ref("orders", "invokeArn"),
    }),
  ],
  bad: {
    "a longer timeout": { set: { orders: { timeout: 60 } }, on: ["integration"] },
    "a shorter patience": { set: { integration: { timeoutMilliseconds: 5000 } }, on: ["integration"] },
  },
  nearMisses: {
    "Lambda's 3 s": { set: { orders: { timeout: undefined } } },
    "by the function's ARN": { set: { integration: { integrationUri: ref("orders") } } },
  },
  notApplicable: { "another site": { set: { integration: { integrationUri: "https://example.com" } } } },
});

import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { apigwv2RouteAuth } from "./apigwv2-route-auth.ts";

describeRule<apigatewayv2.RouteArgs>(apigwv2RouteAuth, {
  good: { apiId: "api", routeKey: "GET /v1/orders", authorizationType: "JWT", authorizerId: "auth" },
  bad: {
    "open to everybody": { authorizationType: "NONE", authorizerId: undefined },
    "not set": { authorizationType: undefined },
    "no authorizer": { authorizerId: undefined },
    "everything else": { routeKey: "$default", authorizationType: "NONE" },
  },
  nearMisses: {
    "by IAM": { authorizationType: "AWS_IAM", authorizerId: undefined },
    "a WebSocket's first message": { routeKey: "$connect", authorizationType: "CUSTOM" },
  },
  notApplicable: {
    "a browser's question": { routeKey: "OPTIONS /v1/orders", authorizationType: undefined },
    "a WebSocket's other messages": { routeKey: "$disconnect", authorizationType: undefined },
  },
});

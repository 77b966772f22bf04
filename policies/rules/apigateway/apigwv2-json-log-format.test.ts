import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { apigwv2JsonLogFormat } from "./apigwv2-json-log-format.ts";

const destinationArn = "arn:aws:logs:eu-west-1:111122223333:log-group:api";

describeRule<apigatewayv2.StageArgs>(apigwv2JsonLogFormat, {
  good: {
    apiId: "api",
    accessLogSettings: {
      destinationArn,
      format: '{"requestId":"$context.requestId","status":"$context.status"}',
    },
  },
  bad: {
    "Apache's format": given(
      { accessLogSettings: { destinationArn, format: "$context.identity.sourceIp $context.requestId" } },
      { findings: ["json"] },
    ),
    "no id": given(
      { accessLogSettings: { destinationArn, format: '{"status":"$context.status"}' } },
      { findings: ["requestId"] },
    ),
  },
  nearMisses: {
    "numbers without quotation marks": {
      accessLogSettings: {
        destinationArn,
        format: '{"requestId":"$context.requestId","status":$context.status}',
      },
    },
  },
  notApplicable: { "no log": { accessLogSettings: undefined } },
});

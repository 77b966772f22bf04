import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { apigwv2AccessLogs } from "./apigwv2-access-logs.ts";

describeRule<apigatewayv2.StageArgs>(apigwv2AccessLogs, {
  good: {
    apiId: "api",
    name: "$default",
    accessLogSettings: { destinationArn: "arn:aws:logs:eu-west-1:111122223333:log-group:api", format: "{}" },
  },
  bad: { "no log": { accessLogSettings: undefined } },
  nearMisses: {
    "to a stream": {
      accessLogSettings: {
        destinationArn: "arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-x",
        format: "{}",
      },
    },
  },
});

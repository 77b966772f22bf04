import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const apigwv2AccessLogs = defineRule({
  id: "apigwv2-access-logs",
  severity: "medium",
  service: "apigateway",
  title: "Stages log every request.",
  why: "Without an access log nobody can say later who called what, from where, and how it was answered.",
  remediation: "Set accessLogSettings with destinationArn and format.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html",
  anchors: ["fsbp:APIGateway.9", "cdk-nag:AwsSolutions-APIG1", "checkov:CKV_AWS_76", "trivy:AWS-0001"],
  types: ["aws:apigatewayv2/stage:Stage"],
  check: ({ props }) =>
    failUnless(props.has("accessLogSettings.destinationArn"), "accessLogSettings.destinationArn is not set."),
});

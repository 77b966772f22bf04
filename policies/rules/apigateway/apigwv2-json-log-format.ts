import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable } from "../../lib/verdict.ts";

export const apigwv2JsonLogFormat = defineRule({
  id: "apigwv2-json-log-format",
  severity: "low",
  service: "apigateway",
  title: "Access logs are JSON and carry the request's id.",
  why: "What is no JSON can't be searched by its fields, and without the id it can't be put beside the functions' logs.",
  remediation: "Set accessLogSettings.format to JSON text with $context.requestId in it.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html",
  anchors: ["cdk-nag:Serverless-APIGWStructuredLogging"],
  types: ["aws:apigatewayv2/stage:Stage"],
  check: ({ props }) => {
    const format = props.string("accessLogSettings.format");
    if (format === undefined) return notApplicable;
    return combine([
      failUnless(isJson(format), "accessLogSettings.format is no JSON.", "json"),
      failUnless(
        /\$context\.(requestId|extendedRequestId)\b/.test(format),
        "accessLogSettings.format has no $context.requestId.",
        "requestId",
      ),
    ]);
  },
});

/** API Gateway fills numbers in without quotation marks around them. */
function isJson(format: string): boolean {
  try {
    JSON.parse(format.replace(/(?<!["\w.])\$context\.[\w.]+(?!["\w.])/g, "0"));
    return true;
  } catch {
    return false;
  }
}

import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable } from "../../lib/verdict.ts";

export const apigwv2RouteAuth = defineRule({
  id: "apigwv2-route-auth",
  severity: "high",
  service: "apigateway",
  title: "Routes ask who is calling.",
  why: "A route without authorization serves everybody on the internet.",
  remediation: "Set authorizationType to JWT, CUSTOM or AWS_IAM, with an authorizerId for the first two.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html",
  anchors: ["fsbp:APIGateway.8", "cdk-nag:AwsSolutions-APIG4", "checkov:CKV_AWS_309"],
  types: ["aws:apigatewayv2/route:Route"],
  check: ({ props }) => {
    const key = props.string("routeKey") ?? "";
    // Browsers ask for permission without credentials; of a WebSocket's routes only $connect can ask.
    if (key.startsWith("OPTIONS ") || (!/[ /]/.test(key) && key !== "$connect" && key !== "$default"))
      return notApplicable;
    const type = props.string("authorizationType") ?? "NONE";
    return combine([
      failUnless(type !== "NONE", `The route ${key} has no authorization.`),
      failUnless(
        !["JWT", "CUSTOM"].includes(type) || props.has("authorizerId"),
        `The route ${key} has authorizationType ${type} and no authorizerId.`,
      ),
    ]);
  },
});

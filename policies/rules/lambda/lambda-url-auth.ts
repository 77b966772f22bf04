import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const lambdaUrlAuth = defineRule({
  id: "lambda-url-auth",
  severity: "critical",
  service: "lambda",
  title: "Function URLs ask for AWS credentials.",
  why: "A URL without authorization lets anybody on the internet run the function with all that its role may do.",
  remediation: 'Set authorizationType to "AWS_IAM", or put the function behind an API with an authorizer.',
  url: "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
  anchors: ["cdk-nag:LambdaFunctionUrlAuth", "checkov:CKV_AWS_258"],
  types: ["aws:lambda/functionUrl:FunctionUrl"],
  check: ({ props }) => {
    const type = props.string("authorizationType");
    return failUnless(type === "AWS_IAM", `authorizationType is ${type ?? "not set"}.`);
  },
});

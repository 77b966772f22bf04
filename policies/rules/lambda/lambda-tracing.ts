import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const lambdaTracing = defineRule({
  id: "lambda-tracing",
  severity: "medium",
  service: "lambda",
  title: "Functions are traced by X-Ray.",
  why: "Without a trace nobody can tell which of the calls behind a request was slow or failed.",
  remediation: 'Set tracingConfig to { mode: "Active" }; the role needs xray:PutTraceSegments.',
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
  anchors: ["cdk-nag:Serverless-LambdaTracing", "checkov:CKV_AWS_50", "trivy:AWS-0066"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }) => {
    const mode = props.string("tracingConfig.mode");
    return failUnless(mode === "Active", `tracingConfig.mode is ${mode ?? "not set"}, not Active.`);
  },
  remediate: () => ({ tracingConfig: { mode: "Active" } }),
});

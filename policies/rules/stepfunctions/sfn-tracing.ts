import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const sfnTracing = defineRule({
  id: "sfn-tracing",
  severity: "low",
  service: "stepfunctions",
  title: "State machines are traced by X-Ray.",
  why: "Without a trace nobody can tell which of a workflow's calls was slow or failed.",
  remediation: "Set tracingConfiguration to { enabled: true }; the role needs xray:PutTraceSegments.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
  anchors: ["cdk-nag:AwsSolutions-SF2", "checkov:CKV_AWS_284"],
  types: ["aws:sfn/stateMachine:StateMachine"],
  check: ({ props }) =>
    failUnless(
      props.boolean("tracingConfiguration.enabled") === true,
      "tracingConfiguration.enabled is not true.",
    ),
  remediate: () => ({ tracingConfiguration: { enabled: true } }),
});

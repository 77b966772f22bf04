import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const sfnNoExecData = defineRule({
  id: "sfn-no-exec-data",
  severity: "medium",
  service: "stepfunctions",
  title: "State machines for classified data keep it out of their logs.",
  why: "With execution data every state's input and output is in the log, which more people read than the data itself.",
  remediation: "Set loggingConfiguration.includeExecutionData to false.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  anchors: [],
  dataClass: true,
  types: ["aws:sfn/stateMachine:StateMachine"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () =>
      failUnless(
        resource.props.boolean("loggingConfiguration.includeExecutionData") !== true,
        "loggingConfiguration.includeExecutionData is true.",
      ),
    ),
});

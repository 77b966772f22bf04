import { isSet } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const sfnFailureAlarm = defineRule({
  id: "sfn-failure-alarm",
  severity: "medium",
  service: "stepfunctions",
  title: "Somebody is told when a state machine's executions fail.",
  why: "A workflow that fails is only a line in a list, unless an alarm or a rule makes something of it.",
  remediation:
    "Add a cloudwatch.MetricAlarm on ExecutionsFailed with the dimension StateMachineArn, or an EventRule on status FAILED.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
  anchors: [],
  types: ["aws:sfn/stateMachine:StateMachine"],
  checkInGraph: (machine, graph) => {
    const watchers = graph.referrers(machine).filter(({ from, property }) => {
      if (from.type === "aws:cloudwatch/eventRule:EventRule") return property === "eventPattern";
      if (from.type !== "aws:cloudwatch/metricAlarm:MetricAlarm") return false;
      const metric = isSet(from, "metricName") ? from.props.string("metricName") : "";
      return metric === "" || /^Executions(Failed|TimedOut|Aborted)$/.test(metric ?? "");
    });
    return failUnless(watchers.length > 0, `Nobody is told when executions of ${machine.name} fail.`);
  },
});

import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sfnFailureAlarm } from "./sfn-failure-alarm.ts";

describeGraphRule(sfnFailureAlarm, {
  good: [
    resource("aws:sfn/stateMachine:StateMachine", "orders"),
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", "failed", {
      metricName: "ExecutionsFailed",
      dimensions: { StateMachineArn: ref("orders") },
    }),
  ],
  bad: {
    "no alarm": { without: ["failed"], on: ["orders"] },
    "an alarm on what succeeds": { set: { failed: { metricName: "ExecutionsSucceeded" } }, on: ["orders"] },
  },
  nearMisses: {
    "a rule": {
      without: ["failed"],
      plus: [
        resource("aws:cloudwatch/eventRule:EventRule", "rule", {
          eventPattern: json({
            source: ["aws.states"],
            detail: { status: ["FAILED"], stateMachineArn: [ref("orders")] },
          }),
        }),
      ],
    },
    "a metric query": {
      set: {
        failed: {
          metricName: undefined,
          dimensions: undefined,
          metricQueries: [{ id: "m", metric: { dimensions: { StateMachineArn: ref("orders") } } }],
        },
      },
    },
  },
});

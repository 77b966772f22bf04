import { defineRule } from "../../lib/rule.ts";
import { tasksOf } from "../../lib/state-machine.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const sfnTaskTimeout = defineRule({
  id: "sfn-task-timeout",
  severity: "medium",
  service: "stepfunctions",
  title: "Tasks that wait for somebody have a timeout.",
  why: "An answer that never comes keeps the execution open for a year, and nobody is told.",
  remediation:
    "Set TimeoutSeconds or HeartbeatSeconds on tasks with .sync, .waitForTaskToken or an activity.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html",
  anchors: [],
  types: ["aws:sfn/stateMachine:StateMachine"],
  check: ({ props }) => {
    const waiting = tasksOf(props.json("definition")).filter(({ state }) =>
      /\.sync(:2)?$|\.waitForTaskToken$|:activity:/.test(String(state.Resource)),
    );
    if (waiting.length === 0) return notApplicable;
    const limits = ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"];
    return each(waiting, ({ name, state }) =>
      failUnless(
        limits.some((limit) => limit in state),
        `The task ${name} waits without end.`,
        name,
      ),
    );
  },
});

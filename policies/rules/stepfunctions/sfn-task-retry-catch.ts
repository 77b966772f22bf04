import { defineRule } from "../../lib/rule.ts";
import { isFilledList, retries, tasksOf } from "../../lib/state-machine.ts";
import { combine, each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const sfnTaskRetryCatch = defineRule({
  id: "sfn-task-retry-catch",
  severity: "medium",
  service: "stepfunctions",
  title: "Every task of a state machine retries, and its failure leads somewhere.",
  why: "A throttle or a deployment under way fails a task now and then: without Retry it fails the whole workflow, without Catch nothing is undone.",
  remediation:
    "Give each Task a Retry with backoff and jitter, and a Catch to the state that compensates; those of a Map or Parallel may catch there.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
  anchors: [],
  types: ["aws:sfn/stateMachine:StateMachine"],
  check: ({ props }) => {
    const tasks = tasksOf(props.json("definition"));
    if (tasks.length === 0) return notApplicable;
    return each(tasks, (task) =>
      combine([
        failUnless(
          retries(task.state),
          `The task ${task.name} has no Retry that tries again.`,
          `${task.name}:Retry`,
        ),
        failUnless(
          isFilledList(task.state.Catch) || task.caught,
          `The task ${task.name} has no Catch.`,
          `${task.name}:Catch`,
        ),
      ]),
    );
  },
});

import { defineRule } from "../../lib/rule.ts";
import { attempt, combine, failUnless } from "../../lib/verdict.ts";

export const pipesLogging = defineRule({
  id: "pipes-logging",
  severity: "medium",
  service: "pipes",
  title: "Pipes log their errors, without the data.",
  why: "A pipe has no code that could log: without its own log nobody knows why nothing arrives. With execution data in it, the log has what only the target should see.",
  remediation:
    "Set logConfiguration.level to ERROR with a destination, and leave includeExecutionDatas away.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-logs.html",
  anchors: [],
  types: ["aws:pipes/pipe:Pipe"],
  check: ({ props }) => {
    const level = props.string("logConfiguration.level");
    return combine([
      failUnless(
        ["ERROR", "INFO", "TRACE"].includes(level ?? "OFF"),
        `logConfiguration.level is ${level ?? "not set"}.`,
        "level",
      ),
      attempt(() =>
        failUnless(
          props.strings("logConfiguration.includeExecutionDatas").length === 0,
          "logConfiguration.includeExecutionDatas logs the data.",
          "data",
        ),
      ),
    ]);
  },
});

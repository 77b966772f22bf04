import { defineRule } from "../../lib/rule.ts";
import { failEach, notApplicable } from "../../lib/verdict.ts";

/** The logs that say who did what and what went wrong, by the beginning of the engine's name. */
const LOGS: Readonly<Record<string, readonly string[]>> = {
  "aurora-postgresql": ["postgresql"],
  "aurora-mysql": ["audit", "error"],
};

export const auroraLogExports = defineRule({
  id: "aurora-log-exports",
  severity: "medium",
  service: "rds",
  title: "A cluster sends its logs to CloudWatch.",
  why: "Logs that stay on the instance are gone with it, and nobody is warned by them.",
  remediation: 'Set enabledCloudwatchLogsExports to ["postgresql"], or for MySQL to ["audit", "error"].',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-34",
  anchors: [
    "fsbp:RDS.34",
    "fsbp:RDS.37",
    "cdk-nag:AwsSolutions-RDS16",
    "checkov:CKV_AWS_324",
    "checkov:CKV_AWS_325",
  ],
  types: ["aws:rds/cluster:Cluster"],
  check: ({ props }) => {
    const wanted = LOGS[props.string("engine") ?? ""];
    if (wanted === undefined) return notApplicable;
    const sent = props.strings("enabledCloudwatchLogsExports");
    return failEach(
      wanted.filter((log) => !sent.includes(log)),
      (log) => ({ message: `The log ${log} is not in enabledCloudwatchLogsExports.`, id: log }),
    );
  },
});

import { keyLets } from "../../lib/keys.ts";
import { defineRule } from "../../lib/rule.ts";

export const logsKeyReachable = defineRule({
  id: "logs-key-reachable",
  severity: "high",
  service: "cloudwatch",
  title: "CloudWatch Logs can use the keys of log groups.",
  why: "With a key that it may not use, CloudWatch takes no logs: functions run on in the dark.",
  remediation:
    "Let logs.REGION.amazonaws.com call kms:GenerateDataKey*, kms:Encrypt and kms:Decrypt in the key's policy.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  anchors: [],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  checkInGraph: (group, graph) =>
    keyLets(
      group,
      "kmsKeyId",
      "logs.amazonaws.com",
      ["kms:GenerateDataKey", "kms:Encrypt", "kms:Decrypt"],
      graph,
    ),
});

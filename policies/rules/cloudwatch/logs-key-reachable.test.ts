import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { logsKeyReachable } from "./logs-key-reachable.ts";

const policy = (service: string) =>
  json({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: ["kms:GenerateDataKey*", "kms:Encrypt*", "kms:Decrypt*"],
        Resource: "*",
      },
    ],
  });

describeGraphRule(logsKeyReachable, {
  good: [
    resource("aws:kms/key:Key", "key", { policy: policy("logs.eu-west-1.amazonaws.com") }),
    resource("aws:cloudwatch/logGroup:LogGroup", "logs", { kmsKeyId: ref("key") }),
  ],
  bad: {
    "a key for another service": { set: { key: { policy: policy("sns.amazonaws.com") } }, on: ["logs"] },
    "KMS's policy": { set: { key: { policy: undefined } }, on: ["logs"] },
  },
  nearMisses: { "named without its region": { set: { key: { policy: policy("logs.amazonaws.com") } } } },
  notApplicable: { "CloudWatch's own key": { set: { logs: { kmsKeyId: undefined } } } },
});

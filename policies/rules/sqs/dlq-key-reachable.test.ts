import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { dlqKeyReachable } from "./dlq-key-reachable.ts";

const document = (service: string, ...actions: string[]) =>
  json({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: actions, Resource: "*" }],
  });

describeGraphRule(dlqKeyReachable, {
  good: [
    resource("aws:kms/key:Key", "key", {
      policy: document("events.amazonaws.com", "kms:GenerateDataKey*", "kms:Decrypt"),
    }),
    resource("aws:sqs/queue:Queue", "dlq", { kmsMasterKeyId: ref("key") }),
    resource("aws:cloudwatch/eventTarget:EventTarget", "target", { deadLetterConfig: { arn: ref("dlq") } }),
  ],
  bad: {
    "a key for another service": {
      set: { key: { policy: document("sns.amazonaws.com", "kms:GenerateDataKey*", "kms:Decrypt") } },
      on: ["dlq"],
    },
    "one action of two": {
      set: { key: { policy: document("events.amazonaws.com", "kms:Decrypt") } },
      on: ["dlq"],
    },
    "AWS's own key": { set: { dlq: { kmsMasterKeyId: "alias/aws/sqs" } }, on: ["dlq"] },
    "KMS's policy, which lets no service in": { set: { key: { policy: undefined } }, on: ["dlq"] },
  },
  nearMisses: {
    "by its alias": {
      set: { dlq: { kmsMasterKeyId: ref("alias", "name") } },
      plus: [resource("aws:kms/alias:Alias", "alias", { targetKeyId: ref("key", "id") })],
    },
    "by a policy of its own": {
      set: { key: { policy: undefined } },
      plus: [
        resource("aws:kms/keyPolicy:KeyPolicy", "policy", {
          keyId: ref("key", "id"),
          policy: document("events.amazonaws.com", "kms:*"),
        }),
      ],
    },
  },
  notApplicable: {
    "encrypted by SQS": { set: { dlq: { kmsMasterKeyId: undefined } } },
    "nobody sends to it": { without: ["target"] },
  },
});

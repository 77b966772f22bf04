import {
  describeGraphRule,
  type FixtureResource,
  json,
  ref,
  resource,
  type StackChange,
} from "../../lib/testing/graph-rule.ts";
import { dlqKeyReachable } from "./dlq-key-reachable.ts";

const document = (service: string, ...actions: string[]) =>
  json({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: actions, Resource: "*" }],
  });

/** A function that sends to the queue, in place of the rule. */
const byRole = (policy: unknown, ...others: FixtureResource[]): StackChange => ({
  without: ["target"],
  plus: [
    resource("aws:iam/role:Role", "role"),
    resource("aws:iam/rolePolicy:RolePolicy", "role-policy", { role: ref("role", "name"), policy }),
    resource("aws:lambda/function:Function", "worker", {
      role: ref("role"),
      deadLetterConfig: { targetArn: ref("dlq") },
    }),
    ...others,
  ],
});
const roleDocument = (...actions: string[]) =>
  json({ Statement: [{ Effect: "Allow", Action: actions, Resource: ref("key") }] });
const rootsKey = json({
  Statement: [
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
  ],
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
    "a role that may only decrypt": {
      ...byRole(roleDocument("kms:Decrypt")),
      set: { key: { policy: rootsKey } },
      on: ["dlq"],
    },
    "a role that may, were it for the account to say": {
      ...byRole(roleDocument("kms:*")),
      on: ["dlq"],
    },
    "AWS's own key": { set: { dlq: { kmsMasterKeyId: "alias/aws/sqs" } }, on: ["dlq"] },
    "KMS's policy, which lets no service in": { set: { key: { policy: undefined } }, on: ["dlq"] },
  },
  nearMisses: {
    "a role that may, by the account": {
      ...byRole(roleDocument("kms:GenerateDataKey", "kms:Decrypt")),
      set: { key: { policy: rootsKey } },
    },
    "a role that may, by KMS's policy": {
      ...byRole(roleDocument("kms:*")),
      set: { key: { policy: undefined } },
    },
    "a role that the key's policy names": {
      ...byRole(roleDocument("kms:DescribeKey")),
      set: {
        key: {
          policy: json({
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: ref("role") },
                Action: ["kms:GenerateDataKey", "kms:Decrypt"],
                Resource: "*",
              },
            ],
          }),
        },
      },
    },
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
    "AWS's own key, which every role of the account may use": {
      ...byRole(roleDocument("kms:DescribeKey")),
      set: { dlq: { kmsMasterKeyId: "alias/aws/sqs" } },
    },
  },
});

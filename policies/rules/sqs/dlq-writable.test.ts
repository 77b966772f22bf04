import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { dlqWritable } from "./dlq-writable.ts";

const QUEUE = "aws:sqs/queue:Queue";
const statement = (service: string) => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action: "sqs:SendMessage",
  Resource: ref("dlq"),
});
const forSource = (arn: string) => ({
  ...statement("events.amazonaws.com"),
  Condition: { ArnLike: { "aws:SourceArn": arn } },
});
const document = (...statements: unknown[]) => json({ Version: "2012-10-17", Statement: statements });

describeGraphRule(dlqWritable, {
  good: [
    resource(QUEUE, "dlq"),
    resource("aws:sqs/queuePolicy:QueuePolicy", "policy", {
      queueUrl: ref("dlq", "url"),
      policy: document(statement("events.amazonaws.com"), statement("sns.amazonaws.com")),
    }),
    resource("aws:cloudwatch/eventTarget:EventTarget", "target", { deadLetterConfig: { arn: ref("dlq") } }),
    resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
      redrivePolicy: json({ deadLetterTargetArn: ref("dlq") }),
    }),
    resource("aws:iam/role:Role", "role"),
    resource("aws:iam/rolePolicy:RolePolicy", "role-policy", {
      role: ref("role", "name"),
      policy: document({ Effect: "Allow", Action: "sqs:SendMessage", Resource: ref("dlq") }),
    }),
    resource("aws:lambda/function:Function", "worker", { role: ref("role") }),
    resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "invoke-config", {
      functionName: ref("worker", "name"),
      destinationConfig: { onFailure: { destination: ref("dlq") } },
    }),
    resource("aws:scheduler/schedule:Schedule", "schedule", {
      target: { arn: ref("worker"), roleArn: ref("role"), deadLetterConfig: { arn: ref("dlq") } },
    }),
  ],
  bad: {
    "no policy for the services": { without: ["policy"], on: ["dlq"] },
    "a policy for another service": {
      set: { policy: { policy: document(statement("events.amazonaws.com")) } },
      on: ["dlq"],
    },
    "a policy for another queue": {
      set: {
        policy: {
          policy: document({
            ...statement("events.amazonaws.com"),
            Resource: "arn:aws:sqs:eu-west-1:111122223333:other",
          }),
        },
      },
      on: ["dlq"],
    },
    "a policy for another rule": {
      set: {
        policy: {
          policy: document(
            statement("sns.amazonaws.com"),
            forSource("arn:aws:events:eu-west-1:111122223333:rule/other"),
          ),
        },
        target: { rule: ref("rule", "name") },
      },
      plus: [resource("aws:cloudwatch/eventRule:EventRule", "rule")],
      on: ["dlq"],
    },
    "a policy that denies what it allows": {
      set: {
        policy: {
          policy: document(statement("events.amazonaws.com"), statement("sns.amazonaws.com"), {
            ...statement("events.amazonaws.com"),
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
          }),
        },
      },
      on: ["dlq"],
    },
    "a role with one of AWS's policies for functions": {
      without: ["role-policy"],
      plus: [
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "basic", {
          role: ref("role", "name"),
          policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
      ],
      on: ["dlq"],
    },
    "a role that is allowed and denied": {
      set: {
        "role-policy": {
          policy: document(
            { Effect: "Allow", Action: "sqs:SendMessage", Resource: ref("dlq") },
            { Effect: "Deny", Action: "sqs:SendMessage", Resource: "*" },
          ),
        },
      },
      on: ["dlq"],
    },
    "a role without the action": {
      set: {
        "role-policy": {
          policy: document({ Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: ref("dlq") }),
        },
      },
      on: ["dlq"],
    },
    "a role with another queue": {
      set: {
        "role-policy": {
          policy: document({
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: "arn:aws:sqs:eu-west-1:111122223333:other",
          }),
        },
      },
      on: ["dlq"],
    },
    "a role that is denied": {
      set: { "role-policy": { policy: document({ Effect: "Deny", Action: "sqs:*", Resource: "*" }) } },
      on: ["dlq"],
    },
  },
  nearMisses: {
    "a policy for its rule": {
      set: {
        policy: {
          policy: document(
            statement("sns.amazonaws.com"),
            forSource("arn:aws:events:eu-west-1:111122223333:rule/*"),
          ),
        },
        target: { rule: ref("rule", "name") },
      },
      plus: [resource("aws:cloudwatch/eventRule:EventRule", "rule")],
    },
    "a policy that denies whatever comes without TLS": {
      set: {
        policy: {
          policy: document(statement("events.amazonaws.com"), statement("sns.amazonaws.com"), {
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: ref("dlq"),
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        },
      },
    },
    "a role that its target is told of, and that sends nothing": {
      set: {
        schedule: {
          target: {
            arn: ref("worker"),
            roleArn: ref("role"),
            deadLetterConfig: { arn: ref("dlq") },
            input: json({ roleArn: ref("other-role") }),
          },
        },
      },
      plus: [resource("aws:iam/role:Role", "other-role")],
    },
    "a policy of one's own besides one of AWS's": {
      plus: [
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "basic", {
          role: ref("role", "name"),
          policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
      ],
    },
    "every action of SQS": {
      set: {
        "role-policy": {
          policy: document({ Effect: "Allow", Action: "sqs:Send*", Resource: "arn:aws:sqs:*:*:d*" }),
        },
      },
    },
    "a policy attached to the role": {
      without: ["role-policy"],
      plus: [
        resource("aws:iam/policy:Policy", "shared", {
          policy: document({ Effect: "Allow", Action: "sqs:SendMessage", Resource: ref("dlq") }),
        }),
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
          role: ref("role", "name"),
          policyArn: ref("shared"),
        }),
      ],
    },
  },
  notApplicable: {
    "nobody sends to it": { without: ["target", "subscription", "invoke-config", "schedule"] },
  },
});

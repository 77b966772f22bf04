import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsDlqFifoMatch } from "./sqs-dlq-fifo-match.ts";

const QUEUE = "aws:sqs/queue:Queue";
const redrivePolicy = json({ deadLetterTargetArn: ref("orders-dlq"), maxReceiveCount: 3 });
const to = (deadLetterTargetArn: string) => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
const subscription = (topic: Readonly<Record<string, unknown>>) => [
  resource("aws:sns/topic:Topic", "topic", topic),
  resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
    arn: "arn:aws:sns:eu-west-1:111122223333:topic:1",
    topic: ref("topic"),
    redrivePolicy: json({ deadLetterTargetArn: ref("orders-dlq") }),
  }),
];
const target = resource("aws:cloudwatch/eventTarget:EventTarget", "target", {
  deadLetterConfig: { arn: ref("orders-dlq") },
});

const deadLetterConfig = { arn: ref("orders-dlq") };

/** Who sends only to standard queues, by type, with what says where. */
const SENDERS = {
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    destinationConfig: { onFailure: { destination: ref("orders-dlq") } },
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    destinationConfig: { onFailure: { destinationArn: ref("orders-dlq") } },
  },
  "aws:cloudwatch/eventBus:EventBus": { deadLetterConfig },
  "aws:scheduler/schedule:Schedule": { target: { arn: "arn:x", deadLetterConfig } },
};

describeGraphRule(sqsDlqFifoMatch, {
  good: [
    resource(QUEUE, "orders", { fifoQueue: true, name: "orders.fifo", redrivePolicy }),
    resource(QUEUE, "orders-dlq", { fifoQueue: true, name: "orders-dlq.fifo" }),
  ],
  bad: {
    ...Object.fromEntries(
      Object.entries(SENDERS).map(([type, props]) => [
        `a FIFO queue behind a ${type}`,
        { plus: [resource(type, "sender", props)], on: ["sender"] },
      ]),
    ),
    "a standard queue behind a FIFO queue": {
      set: { "orders-dlq": { fifoQueue: undefined } },
      on: ["orders"],
    },
    "a FIFO queue behind a standard queue": { set: { orders: { fifoQueue: false } } },
    "by a policy of its own": {
      set: { orders: { redrivePolicy: undefined }, "orders-dlq": { fifoQueue: false } },
      plus: [
        resource("aws:sqs/redrivePolicy:RedrivePolicy", "policy", {
          queueUrl: ref("orders", "url"),
          redrivePolicy,
        }),
      ],
      on: ["policy"],
    },
    "a standard queue by its ARN": {
      set: { orders: { redrivePolicy: to("arn:aws:sqs:eu-west-1:111122223333:dlq") } },
      on: ["orders"],
    },
    "a FIFO queue by its ARN": {
      set: {
        orders: { fifoQueue: false, redrivePolicy: to("arn:aws:sqs:eu-west-1:111122223333:dlq.fifo") },
      },
      on: ["orders"],
    },
    "another region's": {
      set: { "orders-dlq": { arn: "arn:aws:sqs:us-east-1:111122223333:orders-dlq.fifo" } },
      on: ["orders"],
    },
    "another region's by its ARN": {
      set: { orders: { redrivePolicy: to("arn:aws:sqs:us-east-1:111122223333:dlq.fifo") } },
      on: ["orders"],
    },
    "another account's": {
      set: { orders: { redrivePolicy: to("arn:aws:sqs:eu-west-1:444455556666:dlq.fifo") } },
      on: ["orders"],
    },
    "a standard queue behind a FIFO topic": {
      set: { "orders-dlq": { fifoQueue: false }, orders: { redrivePolicy: undefined } },
      plus: subscription({ fifoTopic: true }),
      on: ["subscription"],
    },
    "another account's behind a topic": {
      set: { orders: { redrivePolicy: undefined } },
      plus: [
        resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
          arn: "arn:aws:sns:eu-west-1:111122223333:topic:1",
          redrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:444455556666:dlq"}',
        }),
      ],
      on: ["subscription"],
    },
    "a standard queue behind another stack's FIFO topic": {
      set: { orders: { redrivePolicy: undefined } },
      plus: [
        resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
          arn: "arn:aws:sns:eu-west-1:111122223333:topic:1",
          topic: "arn:aws:sns:eu-west-1:111122223333:orders.fifo",
          redrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:dlq"}',
        }),
      ],
      on: ["subscription"],
    },
    "a FIFO queue behind a rule": { plus: [target], on: ["target"] },
    "a FIFO queue behind a function": {
      plus: [
        resource("aws:lambda/function:Function", "worker", {
          deadLetterConfig: { targetArn: ref("orders-dlq") },
        }),
      ],
      on: ["worker"],
    },
  },
  nearMisses: {
    "both are standard queues": {
      set: { orders: { fifoQueue: undefined }, "orders-dlq": { fifoQueue: false } },
    },
    "one of the same kind, region and account by its ARN": {
      set: { orders: { redrivePolicy: to("arn:aws:sqs:eu-west-1:111122223333:dlq.fifo") } },
    },
    "the same stack's by its ARN": {
      set: { orders: { redrivePolicy: to("arn:aws:sqs:eu-west-1:111122223333:orders-dlq.fifo") } },
    },
    "behind a FIFO topic": { plus: subscription({ fifoTopic: true }) },
    "a standard queue behind a rule": {
      set: { orders: { redrivePolicy: undefined }, "orders-dlq": { fifoQueue: false } },
      plus: [target],
    },
    "a function of another account that sends to it": {
      plus: [
        resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
          functionName: "worker",
          destinationConfig: { onFailure: { destination: "arn:aws:sqs:us-east-1:444455556666:dlq" } },
        }),
      ],
    },
  },
  notApplicable: {
    "a queue without a dead-letter queue": { set: { orders: { redrivePolicy: undefined } } },
    "dead letters to a topic": {
      set: { orders: { redrivePolicy: undefined } },
      plus: [
        resource("aws:lambda/function:Function", "worker", {
          deadLetterConfig: { targetArn: "arn:aws:sns:eu-west-1:111122223333:failures" },
        }),
      ],
    },
  },
});

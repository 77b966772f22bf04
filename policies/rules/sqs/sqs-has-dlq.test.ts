import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsHasDlq } from "./sqs-has-dlq.ts";

const QUEUE = "aws:sqs/queue:Queue";
const redrivePolicy = json({ deadLetterTargetArn: ref("dlq"), maxReceiveCount: 3 });
const lonely = resource(QUEUE, "lonely-dlq");
const usedBy = (type: string, props: Readonly<Record<string, unknown>>) => ({
  plus: [lonely, resource(type, "user", props)],
});
const config = { arn: ref("lonely-dlq") };

describeGraphRule(sqsHasDlq, {
  good: [resource(QUEUE, "orders", { redrivePolicy }), resource(QUEUE, "dlq")],
  bad: {
    "a policy without a queue": {
      set: { orders: { redrivePolicy: '{"maxReceiveCount":3}' } },
      on: ["orders", "dlq"],
    },
    "no dead-letter queue": { set: { orders: { redrivePolicy: undefined } }, on: ["orders", "dlq"] },
    "a queue that is only a target": {
      ...usedBy("aws:cloudwatch/eventTarget:EventTarget", { arn: ref("lonely-dlq") }),
      on: ["lonely-dlq"],
    },
    "a queue that a schedule sends to": {
      ...usedBy("aws:scheduler/schedule:Schedule", { target: { arn: ref("lonely-dlq") } }),
      on: ["lonely-dlq"],
    },
  },
  nearMisses: {
    "by a policy of its own": {
      set: { orders: { redrivePolicy: undefined } },
      plus: [
        resource("aws:sqs/redrivePolicy:RedrivePolicy", "redrive", {
          queueUrl: ref("orders", "url"),
          redrivePolicy,
        }),
      ],
    },
    "of a function": usedBy("aws:lambda/function:Function", {
      deadLetterConfig: { targetArn: ref("lonely-dlq") },
    }),
    "of asynchronous invocations": usedBy("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", {
      destinationConfig: { onFailure: { destination: ref("lonely-dlq") } },
    }),
    "of an event source mapping": usedBy("aws:lambda/eventSourceMapping:EventSourceMapping", {
      destinationConfig: { onFailure: { destinationArn: ref("lonely-dlq") } },
    }),
    "of a rule's target": usedBy("aws:cloudwatch/eventTarget:EventTarget", { deadLetterConfig: config }),
    "of an event bus": usedBy("aws:cloudwatch/eventBus:EventBus", { deadLetterConfig: config }),
    "of a schedule": usedBy("aws:scheduler/schedule:Schedule", {
      target: { arn: "arn:x", deadLetterConfig: config },
    }),
    "of a pipe": usedBy("aws:pipes/pipe:Pipe", {
      sourceParameters: { kinesisStreamParameters: { deadLetterConfig: config } },
    }),
    "of a subscription": usedBy("aws:sns/topicSubscription:TopicSubscription", {
      redrivePolicy: json({ deadLetterTargetArn: ref("lonely-dlq") }),
    }),
    "of a queue of another stack, as it says itself": {
      plus: [resource(QUEUE, "shared-dlq", { redriveAllowPolicy: '{"redrivePermission":"allowAll"}' })],
    },
    "of a queue of another stack, as a policy says": {
      plus: [
        lonely,
        resource("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "allow", {
          queueUrl: ref("lonely-dlq", "url"),
          redriveAllowPolicy: '{"redrivePermission":"allowAll"}',
        }),
      ],
    },
  },
  notApplicable: {
    "a dead-letter queue by itself": {
      set: { dlq: {} },
      without: ["orders", "dlq"],
      plus: [resource(QUEUE, "other-dlq", { redriveAllowPolicy: "{}" })],
    },
  },
});

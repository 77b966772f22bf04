import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import { Key } from "../storage/key.ts";
import { Queue } from "./queue.ts";
import { Topic } from "./topic.ts";
import { TopicSubscription, type TopicSubscriptionArgs } from "./topic-subscription.ts";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const TOPIC = arn("sns", "registered-dev");

const deploy = (args: Partial<TopicSubscriptionArgs> = {}, subscriber: "queue" | "function" = "queue") =>
  mockStack(() => {
    const account = lookupAccount();
    const key = new Key("data", { account, description: "Data", topicDeliveries: true, protect: false });
    const deadLetters = { key, retentionDays: 14, protect: true };
    const topic = new Topic("registered", { account, key });
    const queue = new Queue("profiles", {
      ...deadLetters,
      topic,
      visibilityTimeoutSeconds: 30,
      maxReceiveCount: 3,
    });
    const lambda = { arn: queue.arn, functionName: queue.queueName };
    new TopicSubscription("registered-profiles", {
      topic,
      subscriber: subscriber === "queue" ? queue : lambda,
      deadLetters,
      alarmActions: ["arn:operators"],
      ...args,
    });
  });

const allowed = (stack: Awaited<ReturnType<typeof deploy>>, queue: string) => {
  const { inputs } = stack.find("aws:sqs/queuePolicy:QueuePolicy", queue);
  const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: { Effect: string }[] };
  return Statement.filter(({ Effect }) => Effect === "Allow");
};

describe("TopicSubscription", () => {
  it("subscribes a queue to everything, with a dead-letter queue", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find(SUBSCRIPTION, "registered-profiles").inputs, {
      topic: TOPIC,
      protocol: "sqs",
      endpoint: arn("sqs", "profiles-dev"),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", "registered-profiles-dlq-dev") }),
    });
  });

  it("lets the topic into both queues, and nobody else", async () => {
    const stack = await deploy();
    for (const queue of ["profiles", "registered-profiles-dlq"])
      assert.deepEqual(allowed(stack, queue), [
        {
          Sid: "Topic",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: ["sqs:SendMessage"],
          Resource: [arn("sqs", `${queue}-dev`)],
          Condition: { ArnLike: { "aws:SourceArn": TOPIC } },
        },
      ]);
  });

  it("filters by attributes or by the body, and delivers raw when told so", async () => {
    const of = async (args: Partial<TopicSubscriptionArgs>) => {
      const { inputs } = (await deploy(args)).find(SUBSCRIPTION, "registered-profiles");
      return [inputs.filterPolicy, inputs.filterPolicyScope, inputs.rawMessageDelivery];
    };
    assert.deepEqual(await of({ filter: { attributes: { tier: ["gold"] } } }), [
      '{"tier":["gold"]}',
      "MessageAttributes",
      undefined,
    ]);
    assert.deepEqual(await of({ filter: { body: { country: ["DE"] } }, raw: true }), [
      '{"country":["DE"]}',
      "MessageBody",
      true,
    ]);
  });

  it("lets the topic invoke a function, before it subscribes it", async () => {
    const stack = await deploy({}, "function");
    const { inputs } = stack.find("aws:lambda/permission:Permission", "registered-profiles");
    assert.deepEqual([inputs.principal, inputs.sourceArn], ["sns.amazonaws.com", TOPIC]);
    const subscription = stack.find(SUBSCRIPTION, "registered-profiles");
    assert.equal(subscription.inputs.protocol, "lambda");
    const { dependencies } = subscription;
    assert.ok(
      dependencies.includes("aws:lambda/permission:Permission::registered-profiles"),
      dependencies.join(),
    );
  });

  it("raises an alarm at the first dead letter", async () => {
    const { inputs } = (await deploy()).find(
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "registered-profiles-dlq-depth",
    );
    assert.deepEqual(
      [inputs.dimensions, inputs.threshold, inputs.alarmActions],
      [{ QueueName: "registered-profiles-dlq-dev" }, 0, ["arn:operators"]],
    );
  });
});

import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import { Key } from "../storage/key.ts";
import { EventBus } from "./event-bus.ts";
import { EventRule } from "./event-rule.ts";
import { Queue } from "./queue.ts";
import { Topic } from "./topic.ts";

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const BUS = arn("events", "event-bus/orderflow-dev");

const transformer = {
  inputPaths: { id: "$.detail.data.orderId" },
  inputTemplate: '"The order <id> is confirmed."',
};

const deploy = (target: "queue" | "function" | "topic" = "queue") =>
  mockStack(() => {
    const account = lookupAccount();
    const key = new Key("events", { account, description: "Events", events: true, protect: false });
    const deadLetters = { key, retentionDays: 14, protect: true };
    const bus = new EventBus("orderflow", { account, description: "Orders", archiveDays: 30, deadLetters });
    const queue = new Queue("mails", {
      ...deadLetters,
      bus,
      visibilityTimeoutSeconds: 30,
      maxReceiveCount: 3,
    });
    const lambda = { arn: queue.arn, functionName: queue.queueName };
    const targets = { queue, function: lambda, topic: new Topic("news", { account, key, events: true }) };
    new EventRule("confirmed", {
      bus,
      description: "Confirmed orders",
      source: "orderflow.orders",
      detailTypes: ["OrderConfirmed"],
      target: targets[target],
      ...(target === "topic" && { inputTransformer: transformer }),
      maxEventAgeSeconds: 3_600,
      maxRetryAttempts: 8,
      deadLetters,
    });
  });

const allowed = (stack: Awaited<ReturnType<typeof deploy>>, queue: string) => {
  const { inputs } = stack.find("aws:sqs/queuePolicy:QueuePolicy", queue);
  const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: { Effect: string }[] };
  return Statement.filter(({ Effect }) => Effect === "Allow");
};
const letsIn = (queue: string, sourceArn: string) => ({
  Sid: "EventBridge",
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: ["sqs:SendMessage"],
  Resource: [arn("sqs", queue)],
  Condition: { ArnLike: { "aws:SourceArn": sourceArn } },
});

describe("EventBus", () => {
  it("is encrypted with the key, as is its archive, which is protected and forgets", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find("aws:cloudwatch/eventBus:EventBus", "orderflow").inputs, {
      name: "orderflow-dev",
      description: "Orders",
      kmsKeyIdentifier: arn("kms", "key/events"),
      deadLetterConfig: { arn: arn("sqs", "orderflow-bus-dlq-dev") },
    });
    const archive = stack.find("aws:cloudwatch/eventArchive:EventArchive", "orderflow");
    assert.deepEqual(archive.inputs, {
      name: "orderflow-dev",
      eventSourceArn: BUS,
      retentionDays: 30,
      kmsKeyIdentifier: arn("kms", "key/events"),
    });
    assert.equal(archive.protect, true);
    assert.deepEqual(stack.names("aws:schemas/discoverer:Discoverer"), []);
  });

  it("may write to its own dead-letter queue, and its rules to queues that name it", async () => {
    const stack = await deploy();
    assert.deepEqual(allowed(stack, "orderflow-bus-dlq"), [letsIn("orderflow-bus-dlq-dev", BUS)]);
    assert.deepEqual(allowed(stack, "mails"), [letsIn("mails-dev", arn("events", "rule/orderflow-dev/*"))]);
  });
});

describe("EventRule", () => {
  it("names source and detail types in its pattern", async () => {
    const { inputs } = (await deploy()).find("aws:cloudwatch/eventRule:EventRule", "confirmed");
    const { eventPattern, ...rest } = inputs;
    assert.deepEqual(rest, {
      name: "confirmed-dev",
      description: "Confirmed orders",
      eventBusName: "orderflow-dev",
    });
    assert.deepEqual(JSON.parse(String(eventPattern)), {
      source: ["orderflow.orders"],
      "detail-type": ["OrderConfirmed"],
    });
  });

  it("retries within limits, then writes to a dead-letter queue that lets only this rule in", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find("aws:cloudwatch/eventTarget:EventTarget", "confirmed").inputs, {
      targetId: "confirmed-dev",
      rule: "confirmed-dev",
      eventBusName: "orderflow-dev",
      arn: arn("sqs", "mails-dev"),
      retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 8 },
      deadLetterConfig: { arn: arn("sqs", "confirmed-dlq-dev") },
    });
    assert.deepEqual(allowed(stack, "confirmed-dlq"), [
      letsIn("confirmed-dlq-dev", arn("events", "rule/orderflow-dev/confirmed-dev")),
    ]);
  });

  it("lets the rule invoke a function, before it is its target", async () => {
    const stack = await deploy("function");
    const { inputs } = stack.find("aws:lambda/permission:Permission", "confirmed");
    assert.deepEqual(
      [inputs.principal, inputs.sourceArn],
      ["events.amazonaws.com", arn("events", "rule/orderflow-dev/confirmed-dev")],
    );
    const { dependencies } = stack.find("aws:cloudwatch/eventTarget:EventTarget", "confirmed");
    assert.ok(dependencies.includes("aws:lambda/permission:Permission::confirmed"), dependencies.join());
  });

  it("tells a topic what its transformer makes of the event", async () => {
    const stack = await deploy("topic");
    const { inputs } = stack.find("aws:cloudwatch/eventTarget:EventTarget", "confirmed");
    assert.deepEqual([inputs.arn, inputs.inputTransformer], [arn("sns", "news-dev"), transformer]);
    assert.deepEqual(stack.names("aws:lambda/permission:Permission"), []);
  });

  it("has an alarm for what reaches not even the dead-letter queue", async () => {
    const { inputs } = (await deploy()).find("aws:cloudwatch/metricAlarm:MetricAlarm", "confirmed-lost");
    assert.deepEqual(
      [inputs.namespace, inputs.metricName, inputs.dimensions],
      [
        "AWS/Events",
        "InvocationsFailedToBeSentToDlq",
        { EventBusName: "orderflow-dev", RuleName: "confirmed-dev" },
      ],
    );
  });
});

import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { ConfigError } from "../core/errors.ts";
import { QueueConsumer, type QueueConsumerArgs } from "./queue-consumer.ts";

const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

interface Variation {
  readonly visibility?: number;
  readonly timeout?: number;
  readonly batchSize?: number;
  readonly window?: number;
  readonly concurrency?: number;
}

function deploy({
  visibility = 30,
  timeout = 5,
  batchSize = 10,
  window = 0,
  concurrency = 10,
}: Variation = {}) {
  return mockStack(() => {
    const permissions = new aws.iam.RolePolicy("orders-process", {
      role: "orders-process-dev",
      policy: "{}",
    });
    const args: QueueConsumerArgs = {
      queue: { arn: "arn:queue", queueName: "order-events-dev", visibilityTimeoutSeconds: visibility },
      handler: { arn: "arn:function", timeoutSeconds: timeout, permissions },
      batchSize,
      batchWindowSeconds: window,
      maximumConcurrency: concurrency,
    };
    new QueueConsumer("order-events-orders-process", args);
  });
}

describe("QueueConsumer", () => {
  it("maps queue to function, with partial batches and bounded concurrency", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find(MAPPING, "order-events-orders-process").inputs, {
      eventSourceArn: "arn:queue",
      functionName: "arn:function",
      functionResponseTypes: ["ReportBatchItemFailures"],
      batchSize: 10,
      maximumBatchingWindowInSeconds: 0,
      scalingConfig: { maximumConcurrency: 10 },
    });
  });

  it("waits for the function's permissions", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find(MAPPING, "order-events-orders-process").dependencies, [
      "aws:iam/rolePolicy:RolePolicy::orders-process",
    ]);
  });

  it("raises an alarm on a backlog", async () => {
    const stack = await deploy();
    const { inputs } = stack.find(
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "order-events-orders-process-backlog",
    );
    assert.equal(inputs.metricName, "ApproximateNumberOfMessagesVisible");
    assert.equal(inputs.threshold, 1000);
    assert.deepEqual(inputs.dimensions, { QueueName: "order-events-dev" });
  });

  const fine: readonly Variation[] = [
    { visibility: 36, timeout: 6 },
    { visibility: 31, timeout: 5, window: 1, batchSize: 11 },
    { concurrency: 2 },
  ];
  for (const variation of fine) {
    it(`accepts ${JSON.stringify(variation)}`, async () => {
      assert.equal((await deploy(variation)).names(MAPPING).length, 1);
    });
  }

  const wrong: readonly [Variation, RegExp][] = [
    [
      { visibility: 29 },
      /visibility timeout of 29 s .* function timeout of 5 s .* at least 30 s .* at most 4 s/,
    ],
    [
      { timeout: 30 },
      /visibility timeout of 30 s .* function timeout of 30 s .* at least 180 s .* at most 5 s/,
    ],
    [{ window: 1 }, /batch window of 1 s.* at least 31 s/],
    [{ batchSize: 11 }, /batch size of 11 without a batch window/],
    [{ concurrency: 1 }, /maximum concurrency of 1/],
    [{ concurrency: 1001 }, /maximum concurrency of 1001/],
  ];
  for (const [variation, message] of wrong) {
    it(`refuses ${JSON.stringify(variation)}`, async () => {
      await assert.rejects(deploy(variation), (error: Error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, message);
        assert.match(error.message, /^order-events-orders-process: /);
        return true;
      });
    });
  }
});

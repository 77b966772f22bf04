import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import { FUNCTION, queueArn, SchedulerHarness, scheduleArn } from "./testing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NO_RETRY = { RetryPolicy: { MaximumRetryAttempts: 0 } };

describe("Scheduler's invocations", () => {
  let h: SchedulerHarness;
  let start: number;
  beforeEach(() => {
    h = new SchedulerHarness();
    start = h.clock.now();
  });
  afterEach(() => h.close());

  const count = (expected: number) =>
    h.until(`${expected} invocations`, () => h.invocations.length >= expected);
  const payloads = () => h.invocations.map(({ payload }) => JSON.parse(payload));

  it("invokes a function with its own role, with what the input asks for", async () => {
    const Input = JSON.stringify({
      time: "<aws.scheduler.scheduled-time>",
      arn: "<aws.scheduler.schedule-arn>",
      id: "<aws.scheduler.execution-id>",
      attempt: "<aws.scheduler.attempt-number>",
    });
    await h.create({ Target: { Input } });
    await count(1);
    const [invocation] = h.invocations;
    assert.equal(invocation?.functionArn, FUNCTION);
    assert.deepEqual(invocation?.principal, {
      kind: "session",
      arn: "arn:aws:sts::000000000000:assumed-role/scheduler/reconcile",
      roleArn: h.role,
      roleName: "scheduler",
    });
    const { time, id, ...rest } = payloads()[0];
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.deepEqual(rest, { arn: scheduleArn("reconcile"), attempt: "1" });
    assert.equal(h.sum("InvocationAttemptCount"), 1);
    assert.deepEqual(h.data[0]?.dimensions, { ScheduleGroup: "default" });
  });

  it("gives a target without input Scheduler's event", async () => {
    await h.create();
    await count(1);
    const { id, time, ...event } = payloads()[0];
    assert.ok(id && time);
    assert.deepEqual(event, {
      version: "0",
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "000000000000",
      region: "eu-west-1",
      resources: [scheduleArn("reconcile")],
      detail: "{}",
    });
  });

  it("runs every occurrence of an advance, in order", async () => {
    await h.create({ Target: { Input: '"<aws.scheduler.scheduled-time>"' } });
    await h.create({ Name: "hourly", ScheduleExpression: "rate(1 hour)", Target: { Input: '"hourly"' } });
    await h.clock.advance(3 * HOUR + 1000);
    await count(181 + 4);
    const times = payloads().filter((payload) => payload !== "hourly");
    assert.equal(times.length, 181);
    assert.deepEqual(times, [...times].sort());
    assert.equal(new Set(times).size, 181);
    assert.equal(Date.parse(times[180]) - Date.parse(times[0]), 3 * HOUR);
    const hours = h.invocations.filter(({ payload }) => payload === '"hourly"').map(({ at }) => at);
    assert.deepEqual(
      hours.map((at) => Math.round((at - start) / HOUR)),
      [0, 1, 2, 3],
    );
  });

  it("sends to standard and FIFO queues", async () => {
    h.queue("plain");
    h.queue("ordered.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    const Target = { Arn: queueArn("plain"), Input: "tick" };
    await h.create({ Target });
    const SqsParameters = { MessageGroupId: "g" };
    await h.create({ Name: "fifo", Target: { ...Target, Arn: queueArn("ordered.fifo"), SqsParameters } });
    await h.clock.advance(1000);
    assert.deepEqual(
      (await h.messages("plain")).map(({ Body }) => Body),
      ["tick"],
    );
    assert.deepEqual(
      (await h.messages("ordered.fifo")).map(({ Body }) => Body),
      ["tick"],
    );
  });

  it("runs between its start and its end, a rate from its start on", async () => {
    await h.create({
      StartDate: new Date(start + 10 * MINUTE).toISOString(),
      EndDate: new Date(start + 13 * MINUTE).toISOString(),
    });
    await h.clock.advance(HOUR);
    await count(3);
    await h.clock.advance(HOUR);
    assert.deepEqual(
      h.invocations.map(({ at }) => Math.round((at - start) / 1000)),
      [600, 660, 720],
    );
  });

  it("does not run while disabled", async () => {
    await h.create({ State: "DISABLED" });
    await h.clock.advance(HOUR);
    assert.equal(h.invocations.length, 0);
    await h.scheduler.schedules.update(h.input());
    await h.clock.advance(MINUTE);
    await count(1);
    await h.scheduler.schedules.update(h.input({ State: "DISABLED" }));
    const { length } = h.invocations;
    await h.clock.advance(HOUR);
    assert.equal(h.invocations.length, length);
  });

  it("runs within its flexible window", async () => {
    h.random = 0.5;
    await h.create({
      ScheduleExpression: "rate(1 hour)",
      FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 30 },
      Target: { Input: '"<aws.scheduler.scheduled-time>"' },
    });
    await h.clock.advance(14 * MINUTE);
    assert.equal(h.invocations.length, 0);
    await h.clock.advance(HOUR + 2 * MINUTE);
    await count(2);
    assert.deepEqual(
      h.invocations.map(({ at }) => Math.round((at - start) / MINUTE)),
      [15, 75],
    );
    assert.equal(Date.parse(payloads()[1]) - Date.parse(payloads()[0]), HOUR);
  });

  it("keeps a one-time schedule that has run, or deletes it", async () => {
    const time = new Date(start + HOUR).toISOString().slice(0, 19);
    const ScheduleExpression = `at(${time})`;
    await h.create({ ScheduleExpression });
    await h.create({ Name: "gone", ScheduleExpression, ActionAfterCompletion: "DELETE" });
    await h.clock.advance(3 * HOUR);
    await count(2);
    await h.until("the deletion", () => h.scheduler.schedules.find("default", "gone") === undefined);
    assert.ok(h.scheduler.schedules.find("default", "reconcile"));
    assert.equal(h.invocations.length, 2);
  });

  it("stops when deleted", async () => {
    await h.create();
    await count(1);
    h.scheduler.schedules.delete("default", "reconcile");
    await h.clock.advance(HOUR);
    assert.equal(h.invocations.length, 1);
  });

  /** A schedule that runs once, a minute from now. */
  const once = () => ({ ScheduleExpression: `at(${new Date(start + MINUTE).toISOString().slice(0, 19)})` });
  const throttled = () => new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);

  it("tries again with growing delays, and counts the attempts", async () => {
    await h.create({ ...once(), Target: { Input: '"<aws.scheduler.attempt-number>"' } });
    h.functionError = throttled();
    await h.clock.advance(MINUTE + 10_000);
    assert.equal(h.sum("TargetErrorCount"), 4);
    assert.equal(h.sum("TargetErrorThrottledCount"), 4);
    h.functionError = undefined;
    await h.clock.advance(HOUR);
    await count(1);
    assert.deepEqual(payloads(), ["5"]);
    assert.equal(h.sum("InvocationAttemptCount"), 5);
    assert.equal(h.sum("InvocationDroppedCount"), 0);
  });

  it("makes all 185 retries of the default policy within its 24 hours", async () => {
    await h.create(once());
    h.functionError = throttled();
    await h.clock.advance(25 * HOUR);
    await h.until("the end", () => h.sum("InvocationDroppedCount") === 1);
    assert.equal(h.sum("InvocationAttemptCount"), 186);
  });

  it("writes what exhausts its retries to the dead-letter queue, with AWS's attributes", async () => {
    h.queue("dlq");
    await h.create({
      ...once(),
      Target: {
        Input: '{"n":1}',
        DeadLetterConfig: { Arn: queueArn("dlq") },
        RetryPolicy: { MaximumRetryAttempts: 2 },
      },
    });
    h.functionError = throttled();
    await h.clock.advance(HOUR);
    await h.until("the message", () => h.sum("InvocationsSentToDeadLetterCount") === 1);
    const [message] = await h.messages("dlq");
    assert.deepEqual(JSON.parse(message?.Body ?? ""), {
      FunctionName: FUNCTION,
      InvocationType: "Event",
      Payload: '{"n":1}',
    });
    const attributes = Object.fromEntries(
      Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
    );
    const { EXECUTION_ID, SCHEDULED_TIME, ...rest } = attributes;
    assert.match(EXECUTION_ID ?? "", /^[0-9a-f]{16}$/);
    assert.equal(Date.parse(SCHEDULED_TIME ?? ""), Math.floor((start + MINUTE) / 1000) * 1000);
    assert.deepEqual(rest, {
      ERROR_CODE: "TooManyRequestsException",
      ERROR_MESSAGE: "Rate Exceeded.",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: "2",
      SCHEDULE_ARN: scheduleArn("reconcile"),
      TARGET_ARN: FUNCTION,
    });
  });

  it("gives up an occurrence that is too old", async () => {
    h.queue("dlq");
    await h.create({
      ...once(),
      Target: {
        DeadLetterConfig: { Arn: queueArn("dlq") },
        RetryPolicy: { MaximumEventAgeInSeconds: 60 },
      },
    });
    h.functionError = throttled();
    await h.clock.advance(HOUR);
    await h.until("the message", () => h.sum("InvocationsSentToDeadLetterCount") === 1);
    const [message] = await h.messages("dlq");
    assert.equal(
      message?.MessageAttributes?.EXHAUSTED_RETRY_CONDITION?.StringValue,
      "MaximumEventAgeInSeconds",
    );
    assert.equal(h.sum("InvocationAttemptCount"), 6);
  });

  it("names a queue that is gone by SQS's own code", async () => {
    h.queue("dlq");
    h.queue("q");
    const Target = {
      Arn: queueArn("q"),
      Input: "tick",
      DeadLetterConfig: { Arn: queueArn("dlq") },
      ...NO_RETRY,
    };
    await h.create({ ...once(), Target });
    h.sqs.queues.delete(h.sqs.queues.require("q"));
    await h.clock.advance(2 * MINUTE);
    await h.until("the message", () => h.sum("InvocationsSentToDeadLetterCount") === 1);
    const [message] = await h.messages("dlq");
    assert.equal(
      message?.MessageAttributes?.ERROR_CODE?.StringValue,
      "AWS.SimpleQueueService.NonExistentQueue",
    );
    assert.deepEqual(JSON.parse(message?.Body ?? ""), {
      MessageBody: "tick",
      QueueUrl: "https://sqs.eu-west-1.amazonaws.com/000000000000/q",
    });
  });

  it("is denied what its role is denied", async () => {
    const RoleArn = h.newRole("powerless");
    await h.create({ Target: { RoleArn, ...NO_RETRY } });
    await h.until("the drop", () => h.sum("InvocationDroppedCount") === 1);
    assert.match(
      h.warnings.join(),
      /assumed-role\/powerless\/reconcile is not authorized.*lambda:InvokeFunction/,
    );
  });

  it("loses what its role may not write to the dead-letter queue, or what has no role any more", async () => {
    h.queue("dlq");
    const target = { DeadLetterConfig: { Arn: queueArn("dlq") }, ...NO_RETRY };
    await h.create({ Target: { RoleArn: h.newRole("powerless"), ...target } });
    await h.until("the loss", () => h.sum("InvocationsFailedToBeSentToDeadLetterCount") === 1);
    await h.create({ ...once(), Name: "orphan", Target: { RoleArn: h.newRole("short-lived"), ...target } });
    h.iam.roles.delete("short-lived");
    h.scheduler.schedules.delete("default", "reconcile");
    await h.clock.advance(2 * MINUTE);
    await h.until("the other", () => h.sum("InvocationsFailedToBeSentToDeadLetterCount") === 2);
    assert.deepEqual(await h.messages("dlq"), []);
  });

  it("reads an encrypted schedule with its role, if that may use the key", async () => {
    const { arn: KmsKeyArn } = h.kms.store.create(h.iam.rootPrincipal, {});
    const invoke = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: FUNCTION } as const;
    const decrypt = (schedule: string) =>
      ({
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: KmsKeyArn,
        Condition: {
          ArnEquals: { "kms:EncryptionContext:aws:scheduler:schedule:arn": scheduleArn(schedule) },
        },
      }) as const;
    for (const [name, statements] of [
      ["without", [invoke]],
      ["other", [invoke, decrypt("reconcile")]],
      ["with", [invoke, decrypt("with")]],
    ] as const)
      await h.create({
        ...once(),
        Name: name,
        KmsKeyArn,
        Target: { RoleArn: h.newRole(name, statements), ...NO_RETRY },
      });
    await h.clock.advance(2 * MINUTE);
    await h.until("two drops", () => h.sum("InvocationDroppedCount") === 2);
    assert.deepEqual(
      h.invocations.map(({ principal }) => principal.kind === "session" && principal.roleName),
      ["with"],
    );
    assert.match(h.warnings.join(), /kms:Decrypt/);
  });
});

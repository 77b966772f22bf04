import assert from "node:assert/strict";
import type { ScheduleInput } from "./schedule.ts";
import { FUNCTION, queueArn, SchedulerHarness, scheduleArn } from "./testing.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Seen from when this file is loaded, which in a long run is minutes before its tests. */
const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();

describe("Scheduler's schedules and groups", () => {
  let h: SchedulerHarness;
  beforeEach(() => {
    h = new SchedulerHarness();
  });
  afterEach(() => h.close());

  it("creates a schedule with AWS's defaults", async () => {
    const { arn, definition } = await h.create();
    assert.equal(arn, scheduleArn("reconcile"));
    const { recurrence: _, ...rest } = definition;
    assert.deepEqual(rest, {
      name: "reconcile",
      groupName: "default",
      description: undefined,
      expression: "rate(1 minute)",
      timeZone: "UTC",
      start: undefined,
      end: undefined,
      windowMinutes: 0,
      enabled: true,
      deletedAfterCompletion: false,
      kmsKeyArn: undefined,
      target: {
        arn: FUNCTION,
        service: "lambda",
        roleArn: h.role,
        input: undefined,
        deadLetterArn: undefined,
        maximumEventAgeInSeconds: 86_400,
        maximumRetryAttempts: 185,
        messageGroupId: undefined,
      },
    });
    await assert.rejects(h.create(), { code: "ConflictException", message: /reconcile already exists/ });
  });

  const refused: readonly [
    what: string,
    change: Parameters<SchedulerHarness["input"]>[0],
    message: RegExp,
  ][] = [
    ["a name of 65 characters", { Name: "x".repeat(65) }, /'name'/],
    ["a name with a space", { Name: "a b" }, /'name'/],
    [
      "an expression",
      { ScheduleExpression: "rate(1 minutes)" },
      /Invalid Schedule Expression rate\(1 minutes\)/,
    ],
    ["a time zone", { ScheduleExpressionTimezone: "Nowhere" }, /scheduleExpressionTimezone/],
    ["a description of 513 characters", { Description: "x".repeat(513) }, /description/],
    ["a state", { State: "PAUSED" }, /ENABLED, DISABLED/],
    ["an action after completion", { ActionAfterCompletion: "ARCHIVE" }, /NONE, DELETE/],
    ["a mode", { FlexibleTimeWindow: { Mode: "LOOSE" } }, /OFF, FLEXIBLE/],
    ["a window without a length", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }, /is required/],
    [
      "a window while off",
      { FlexibleTimeWindow: { Mode: "OFF", MaximumWindowInMinutes: 5 } },
      /must not be given/,
    ],
    [
      "a window of a day and more",
      { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 1441 } },
      /1440/,
    ],
    ["a start long past", { StartDate: at(-6 * MINUTE) }, /earlier than 5 minutes ago/],
    ["an end in the past", { EndDate: at(-MINUTE) }, /must be in the future/],
    ["an end before the start", { StartDate: at(2 * DAY), EndDate: at(DAY) }, /must come before/],
    ["a start that is no time", { StartDate: "tomorrow" }, /timestamp/],
    ["a key that is none", { KmsKeyArn: "alias/k" }, /ARN of a key/],
    [
      "a target of another kind",
      { Target: { Arn: "arn:aws:sns:eu-west-1:000000000000:t" } },
      /not in correct format/,
    ],
    [
      "a function that is not there",
      { Target: { Arn: `${FUNCTION}-2` } },
      /not one of a resource.*Function not found/,
    ],
    [
      "a queue that is not there",
      { Target: { Arn: queueArn("none") } },
      /not one of a resource.*does not exist/,
    ],
    [
      "a dead-letter queue that is not there",
      { Target: { DeadLetterConfig: { Arn: queueArn("none") } } },
      /does not exist/,
    ],
    [
      "a FIFO dead-letter queue",
      { Target: { DeadLetterConfig: { Arn: queueArn("d.fifo") } } },
      /standard SQS queue/,
    ],
    [
      "a FIFO queue without a message group",
      { Target: { Arn: queueArn("q.fifo") } },
      /MessageGroupId is required/,
    ],
    [
      "a message group without need",
      { Target: { SqsParameters: { MessageGroupId: "g" } } },
      /FIFO queues only/,
    ],
    ["an input that is no JSON", { Target: { Input: "go" } }, /well-formed JSON/],
    ["186 retries", { Target: { RetryPolicy: { MaximumRetryAttempts: 186 } } }, /between 0 and 185/],
    [
      "an age under a minute",
      { Target: { RetryPolicy: { MaximumEventAgeInSeconds: 59 } } },
      /between 60 and 86400/,
    ],
    [
      "an age over a day",
      { Target: { RetryPolicy: { MaximumEventAgeInSeconds: 86_401 } } },
      /between 60 and/,
    ],
    ["a role that is none", { Target: { RoleArn: "scheduler" } }, /ARN of a role/],
    [
      "a role that is not there",
      { Target: { RoleArn: "arn:aws:iam::000000000000:role/none" } },
      /must allow AWS EventBridge Scheduler to assume the role\..*cannot be found/,
    ],
  ];
  for (const [what, change, message] of refused)
    it(`refuses ${what}`, () => assert.rejects(h.create(change), { code: "ValidationException", message }));

  const trusts: readonly [what: string, trust: object, refused: boolean][] = [
    ["trusts another service", { Principal: { Service: "events.amazonaws.com" } }, true],
    ["trusts this account", { Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } } }, false],
    [
      "trusts another account",
      { Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } },
      true,
    ],
    [
      "trusts the group",
      {
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:000000000000:schedule-group/default" },
        },
      },
      false,
    ],
    [
      "trusts another group",
      {
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:000000000000:schedule-group/other" } },
      },
      true,
    ],
    ["trusts the schedule", { Condition: { ArnLike: { "aws:SourceArn": scheduleArn("*") } } }, true],
  ];
  for (const [what, trust, isRefused] of trusts)
    it(`${isRefused ? "refuses" : "takes"} a role that ${what}`, async () => {
      const RoleArn = h.newRole("r", [], trust);
      const created = h.create({ Target: { RoleArn } });
      if (isRefused) await assert.rejects(created, /must allow AWS EventBridge Scheduler to assume the role/);
      else await created;
    });

  it("needs a group that is there, whose end is the end of its schedules", async () => {
    await assert.rejects(h.create({ GroupName: "night" }), { code: "ResourceNotFoundException" });
    const group = h.scheduler.groups.create("night");
    assert.equal(group.arn, "arn:aws:scheduler:eu-west-1:000000000000:schedule-group/night");
    await h.create({ GroupName: "night" });
    await h.create();
    assert.throws(() => h.scheduler.groups.create("night"), { code: "ConflictException" });
    h.scheduler.deleteGroup("night");
    assert.deepEqual(
      [...h.scheduler.schedules].map(({ arn }) => arn),
      [scheduleArn("reconcile")],
    );
    assert.throws(() => h.scheduler.deleteGroup("default"), { code: "ValidationException" });
    assert.throws(() => h.scheduler.deleteGroup("night"), { code: "ResourceNotFoundException" });
  });

  it("replaces all settings at an update, and keeps a start that has passed", async () => {
    const StartDate = at(0);
    await h.create({ StartDate, Description: "old" });
    await h.clock.advance(10 * MINUTE);
    const { schedules } = h.scheduler;
    const { definition, createdAt, modifiedAt } = await schedules.update(
      h.input({ StartDate, State: "DISABLED" }),
    );
    assert.equal(definition.description, undefined);
    assert.equal(definition.enabled, false);
    assert.ok(modifiedAt >= createdAt + 10 * MINUTE);
    await assert.rejects(schedules.update(h.input({ StartDate: at(-MINUTE * 7) })), /earlier than 5 minutes/);
    await assert.rejects(schedules.update(h.input({ Name: "other" })), { code: "ResourceNotFoundException" });
  });

  it("deletes, once", async () => {
    await h.create();
    h.scheduler.schedules.delete("default", "reconcile");
    assert.throws(() => h.scheduler.schedules.delete("default", "reconcile"), {
      code: "ResourceNotFoundException",
      message: "Schedule reconcile does not exist.",
    });
  });

  it("asks for the key of an encrypted schedule to be usable", async () => {
    const key = h.kms.store.create(h.iam.rootPrincipal, {});
    key.setEnabled(false);
    const input: Partial<ScheduleInput> = { KmsKeyArn: key.arn };
    await assert.rejects(h.create(input), { code: "DisabledException" });
    key.setEnabled(true);
    assert.equal((await h.create(input)).definition.kmsKeyArn, key.arn);
  });
});

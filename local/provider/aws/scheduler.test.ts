import assert from "node:assert/strict";
import { FUNCTION, queueArn, SchedulerHarness, scheduleArn } from "../../services/scheduler/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { schedulerModule } from "./scheduler.ts";

const SCHEDULE = "aws:scheduler/schedule:Schedule";
const GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";

describe("aws:scheduler in the provider", () => {
  let h: SchedulerHarness;
  let registry: ProviderRegistry;
  beforeEach(() => {
    h = new SchedulerHarness();
    registry = new ProviderRegistry({ modules: [schedulerModule(h.scheduler)] });
  });
  afterEach(() => h.close());

  const identity = (type: string) => ({
    type,
    name: "night",
    urn: `urn:pulumi:dev::orderflow::${type}::night`,
  });
  const check = (news: Properties, type = SCHEDULE) => registry.check({ ...identity(type), olds: {}, news });
  const create = async (news: Properties, type = SCHEDULE) => {
    const { inputs, failures } = await check(news, type);
    assert.deepEqual(failures, []);
    return registry.create({ ...identity(type), properties: inputs, preview: false });
  };
  const schedule = (change: Properties = {}, target: Properties = {}): Properties => ({
    name: "reconcile",
    scheduleExpression: "rate(1 minute)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: FUNCTION, roleArn: h.role, ...target },
    ...change,
  });

  it("creates a schedule with the AWS provider's defaults and outputs", async () => {
    h.queue("dlq");
    const deadLetterConfig = { arn: queueArn("dlq") };
    const { id, properties } = await create(
      schedule(
        { description: "sends again" },
        { deadLetterConfig, retryPolicy: { maximumRetryAttempts: 3 } },
      ),
    );
    assert.equal(id, "default/reconcile");
    assert.deepEqual(properties, {
      id,
      name: "reconcile",
      description: "sends again",
      groupName: "default",
      scheduleExpression: "rate(1 minute)",
      scheduleExpressionTimezone: "UTC",
      state: "ENABLED",
      actionAfterCompletion: "NONE",
      flexibleTimeWindow: { mode: "OFF" },
      arn: scheduleArn("reconcile"),
      region: "eu-west-1",
      target: {
        arn: FUNCTION,
        roleArn: h.role,
        deadLetterConfig,
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 3 },
      },
    });
    await h.until("the first occurrence", () => h.invocations.length === 1);
  });

  it("names schedules and groups by itself", async () => {
    assert.match(String((await check(schedule({ name: undefined }))).inputs.name), /^night-[0-9a-f]{7}$/);
    assert.match(String((await check({}, GROUP)).inputs.name), /^night-[0-9a-f]{7}$/);
  });

  it("updates in place, reads, and deletes twice", async () => {
    const { id, properties } = await create(schedule());
    const { inputs } = await check(schedule({ state: "DISABLED", scheduleExpression: "cron(0 3 * * ? *)" }));
    const request = { ...identity(SCHEDULE), id, olds: properties, oldInputs: properties, news: inputs };
    const updated = await registry.update({ ...request, ignoreChanges: [], preview: false });
    assert.equal(updated.state, "DISABLED");
    assert.equal(
      h.scheduler.schedules.require("default", "reconcile").definition.expression,
      "cron(0 3 * * ? *)",
    );
    const read = await registry.read({ ...identity(SCHEDULE), id, properties: updated });
    assert.deepEqual(read?.properties, updated);
    for (let times = 0; times < 2; times++)
      await registry.delete({ ...identity(SCHEDULE), id, properties, oldInputs: {} });
    assert.equal(await registry.read({ ...identity(SCHEDULE), id, properties }), undefined);
  });

  it("keeps schedules in groups", async () => {
    const group = await create({ name: "night", tags: { a: "b" } }, GROUP);
    assert.equal(group.id, "night");
    const { creationDate, lastModificationDate, ...rest } = group.properties;
    assert.ok(creationDate && lastModificationDate);
    assert.deepEqual(rest, {
      id: "night",
      name: "night",
      arn: "arn:aws:scheduler:eu-west-1:000000000000:schedule-group/night",
      region: "eu-west-1",
      state: "ACTIVE",
      tags: { a: "b" },
    });
    const { id, properties } = await create(schedule({ groupName: "night" }));
    assert.equal(id, "night/reconcile");
    assert.equal(properties.arn, scheduleArn("reconcile", "night"));
    await registry.delete({ ...identity(GROUP), id: group.id, properties: group.properties, oldInputs: {} });
    assert.equal(h.scheduler.schedules.find("night", "reconcile"), undefined);
    await assert.rejects(create(schedule({ groupName: "night" })), /group night does not exist/);
  });

  it("refuses a role that does not trust Scheduler, at creation", async () => {
    const roleArn = h.newRole("other", [], { Principal: { Service: "lambda.amazonaws.com" } });
    await assert.rejects(
      create(schedule({}, { roleArn })),
      /must allow AWS EventBridge Scheduler to assume the role/,
    );
  });

  const refused: readonly [string, Properties, string][] = [
    ["a property it does not have", { namePrefix: "a" }, "namePrefix"],
    ["a name with a space", { name: "a b" }, "name"],
    ["no target", { target: undefined }, "target"],
    ["no window", { flexibleTimeWindow: undefined }, "flexibleTimeWindow"],
    [
      "a window too long",
      { flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 1441 } },
      "flexibleTimeWindow.maximumWindowInMinutes",
    ],
    ["an invalid expression", { scheduleExpression: "rate(1 minutes)" }, "scheduleExpression"],
    ["an unknown time zone", { scheduleExpressionTimezone: "Nowhere" }, "scheduleExpression"],
    ["a state", { state: "PAUSED" }, "state"],
    ["a target without a role", { target: { arn: FUNCTION } }, "target.roleArn"],
    [
      "a target it does not have",
      { target: { arn: FUNCTION, roleArn: "r", ecsParameters: {} } },
      "target.ecsParameters",
    ],
    [
      "186 retries",
      { target: { arn: FUNCTION, roleArn: "r", retryPolicy: { maximumRetryAttempts: 186 } } },
      "target.retryPolicy.maximumRetryAttempts",
    ],
  ];
  for (const [what, change, property] of refused)
    it(`refuses ${what}`, async () => {
      const { failures } = await check(schedule(change));
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });

  it("lets unknown values pass at check", async () => {
    const target = {
      arn: UNKNOWN,
      roleArn: UNKNOWN,
      deadLetterConfig: { arn: UNKNOWN },
      retryPolicy: UNKNOWN,
    };
    const unknown = { name: UNKNOWN, groupName: UNKNOWN, scheduleExpression: UNKNOWN, kmsKeyArn: UNKNOWN };
    assert.deepEqual((await check(schedule({ ...unknown, target }))).failures, []);
  });
});

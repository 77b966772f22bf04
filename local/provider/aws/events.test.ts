import assert from "node:assert/strict";
import { arnOf, BUS, EventsHarness, FUNCTION } from "../../services/events/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { eventsModule } from "./events.ts";

const TYPES = {
  bus: "aws:cloudwatch/eventBus:EventBus",
  policy: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  archive: "aws:cloudwatch/eventArchive:EventArchive",
} as const;
type Kind = keyof typeof TYPES;

describe("EventBridge's aws:cloudwatch types in the provider", () => {
  let h: EventsHarness;
  let registry: ProviderRegistry;
  beforeEach(() => {
    h = new EventsHarness();
    registry = new ProviderRegistry({ modules: [eventsModule(h.events)] });
  });
  afterEach(() => h.close());

  const identity = (kind: Kind) => ({
    type: TYPES[kind],
    name: "one",
    urn: `urn:pulumi:dev::orderflow::${TYPES[kind]}::one`,
  });
  const check = (kind: Kind, news: Properties) => registry.check({ ...identity(kind), olds: {}, news });
  const create = async (kind: Kind, news: Properties) => {
    const { inputs, failures } = await check(kind, news);
    assert.deepEqual(failures, []);
    const created = await registry.create({ ...identity(kind), properties: inputs, preview: false });
    return { ...created, inputs };
  };
  const diff = async (kind: Kind, news: Properties, change: Properties) => {
    const { id, properties, inputs } = await create(kind, news);
    const changed = (await check(kind, { ...news, ...change })).inputs;
    const request = { ...identity(kind), id, olds: properties, oldInputs: inputs, news: changed };
    return registry.diff({ ...request, ignoreChanges: [] });
  };

  const bus: Properties = { name: "orders" };
  const pattern = '{"source":["orders"]}';
  const rule: Properties = { name: "r", eventBusName: "orders", eventPattern: pattern };
  const target: Properties = { rule: "r", eventBusName: "orders", targetId: "f", arn: FUNCTION };
  const archive: Properties = { name: "a", eventSourceArn: BUS, retentionDays: 30, eventPattern: pattern };

  it("deploys a bus with its policy, a rule, a target and an archive, with the AWS provider's ids and outputs", async () => {
    const made = await create("bus", { ...bus, description: "d" });
    assert.deepEqual([made.id, made.properties.arn, made.properties.name], ["orders", BUS, "orders"]);
    const statement = {
      Effect: "Allow",
      Principal: { AWS: "000000000000" },
      Action: "events:PutEvents",
      Resource: BUS,
    };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    assert.equal((await create("policy", { eventBusName: "orders", policy })).id, "orders");
    const { id, properties } = await create("rule", rule);
    assert.deepEqual(properties, {
      ...rule,
      id: "orders/r",
      forceDestroy: false,
      state: "ENABLED",
      arn: arnOf("events", "rule/orders/r"),
      region: "eu-west-1",
    });
    assert.equal(id, "orders/r");
    const retryPolicy = { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3_600 };
    const inputTransformer = { inputPaths: { id: "$.detail.id" }, inputTemplate: '{"id": <id>}' };
    assert.equal((await create("target", { ...target, retryPolicy, inputTransformer })).id, "orders-r-f");
    assert.equal((await create("archive", archive)).properties.arn, arnOf("events", "archive/a"));
    await h.put();
    await h.until("the invocation", () => h.invocations.length === 1);
    assert.equal(h.invocations[0]?.payload, '{"id": "o1"}');
    assert.equal((await h.call("DescribeArchive", { ArchiveName: "a" })).EventCount, 1);
  });

  it("names rules on the default bus by their names alone, and all by itself where no name is given", async () => {
    const made = await create("rule", { scheduleExpression: "rate(1 minute)" });
    assert.match(made.id, /^one-[0-9a-f]{7}$/);
    const targeted = await create("target", { rule: made.id, arn: FUNCTION });
    assert.match(targeted.id, /^one-[0-9a-f]{7}-one-[0-9a-f]{7}$/);
    assert.match((await create("bus", {})).id, /^one-[0-9a-f]{7}$/);
  });

  const changes: readonly (readonly [kind: Kind, change: Properties, replaces: readonly string[]])[] = [
    ["bus", { description: "other" }, []],
    ["bus", { name: "others" }, ["name"]],
    ["rule", { eventPattern: '{"source":["others"]}' }, []],
    ["rule", { state: "DISABLED" }, []],
    ["rule", { name: "other" }, ["name"]],
    ["rule", { eventBusName: "default" }, ["eventBusName"]],
    ["target", { arn: arnOf("sqs", "q") }, []],
    ["target", { targetId: "other" }, ["targetId"]],
    ["archive", { retentionDays: 7 }, []],
    ["archive", { eventSourceArn: arnOf("events", "event-bus/default") }, ["eventSourceArn"]],
  ];
  const news: Readonly<Record<string, Properties>> = { bus, rule, target, archive };
  for (const [kind, change, replaces] of changes)
    it(`${replaces.length === 0 ? "updates" : "replaces"} the ${kind} for another ${Object.keys(change)}`, async () => {
      if (kind !== "bus") await create("bus", bus);
      if (kind === "target") await create("rule", rule);
      const result = await diff(kind, news[kind] ?? {}, change);
      assert.deepEqual([...result.replaces], replaces);
      assert.equal(result.changes, "some");
    });

  it("updates, reads and deletes what it made, each as often as asked", async () => {
    await create("bus", bus);
    const made = await create("rule", rule);
    const placed = await create("target", target);
    const { inputs: news } = await check("rule", { ...rule, state: "DISABLED" });
    const request = { ...identity("rule"), id: made.id, olds: made.properties, oldInputs: made.inputs, news };
    await registry.update({ ...request, ignoreChanges: [], preview: false });
    assert.equal((await h.call("DescribeRule", { Name: "r", EventBusName: "orders" })).State, "DISABLED");
    assert.equal(
      (await h.call<{ Targets: object[] }>("ListTargetsByRule", { Rule: "r", EventBusName: "orders" }))
        .Targets.length,
      1,
    );
    for (const [kind, { id, properties, inputs }] of [
      ["target", placed],
      ["rule", made],
    ] as const)
      for (let time = 0; time < 2; time++)
        await registry.delete({ ...identity(kind), id, properties, oldInputs: inputs });
    await assert.rejects(h.call("DescribeRule", { Name: "r", EventBusName: "orders" }));
  });

  const refused: readonly (readonly [kind: Kind, inputs: Properties, property: string, reason: RegExp])[] = [
    ["bus", { name: "a b" }, "name", /regular expression/],
    ["bus", { name: "b", logConfig: {} }, "logConfig", /not supported by the local cloud/],
    ["rule", { name: "r" }, "eventPattern", /is required, or scheduleExpression/],
    ["rule", { ...rule, eventPattern: '{"a":1}' }, "eventPattern", /"a" must be an object or an array/],
    ["rule", { ...rule, scheduleExpression: "daily" }, "scheduleExpression", /neither rate/],
    ["target", { rule: "r" }, "arn", /is required/],
    ["target", { ...target, kinesisTarget: {} }, "kinesisTarget", /not supported/],
    ["target", { ...target, arn: arnOf("states", "stateMachine:m") }, "arn", /RoleArn is required/],
    ["target", { ...target, input: "{" }, "arn", /JSON syntax error/],
    ["policy", { policy: "{}" }, "policy", /Policy/],
    ["archive", { name: "a" }, "eventSourceArn", /is required/],
    ["archive", { ...archive, name: "a".repeat(49) }, "name", /regular expression/],
  ];
  for (const [kind, inputs, property, reason] of refused)
    it(`refuses a ${kind} with ${JSON.stringify(inputs).slice(0, 80)}`, async () => {
      const { failures } = await check(kind, inputs);
      assert.equal(failures[0]?.property, property);
      assert.match(failures[0]?.reason ?? "", reason);
    });

  it("waits with what is not known yet", async () =>
    assert.deepEqual((await check("target", { ...target, arn: UNKNOWN, roleArn: UNKNOWN })).failures, []));
});

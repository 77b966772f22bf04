import assert from "node:assert/strict";
import { arnOf, SqsHarness } from "../../services/sqs/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { sqsModule } from "./sqs.ts";

const QUEUE = "aws:sqs/queue:Queue";

describe("aws:sqs in the provider", () => {
  let h: SqsHarness;
  let registry: ProviderRegistry;
  beforeEach(() => {
    h = new SqsHarness();
    registry = new ProviderRegistry({ modules: [sqsModule(h.sqs)] });
  });
  afterEach(() => h.close());

  const identity = (type: string) => ({
    type,
    name: "events",
    urn: `urn:pulumi:dev::orderflow::${type}::events`,
  });
  const check = (news: Properties, type = QUEUE, olds: Properties = {}) =>
    registry.check({ ...identity(type), olds, news });
  const create = async (news: Properties, type = QUEUE) => {
    const { inputs, failures } = await check(news, type);
    assert.deepEqual(failures, []);
    return registry.create({ ...identity(type), properties: inputs, preview: false });
  };
  const redrive = (name: string) => JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 3 });

  it("creates a queue with the AWS provider's defaults and outputs", async () => {
    const { id, properties } = await create({ name: "events", tags: { stack: "dev" } });
    assert.equal(id, "http://localhost:4566/000000000000/events");
    assert.deepEqual(properties, {
      id,
      name: "events",
      arn: arnOf("events"),
      url: id,
      region: "eu-west-1",
      delaySeconds: 0,
      fifoQueue: false,
      contentBasedDeduplication: false,
      maxMessageSize: 262_144,
      messageRetentionSeconds: 345_600,
      receiveWaitTimeSeconds: 0,
      visibilityTimeoutSeconds: 30,
      kmsDataKeyReusePeriodSeconds: 300,
      sqsManagedSseEnabled: true,
      policy: "",
      redrivePolicy: "",
      redriveAllowPolicy: "",
      deduplicationScope: "",
      fifoThroughputLimit: "",
      tags: { stack: "dev" },
    });
    assert.equal(h.sqs.queues.require("events").tags.get("stack"), "dev");
  });

  it("names a queue by itself and keeps the name", async () => {
    const { inputs } = await check({});
    assert.match(String(inputs.name), /^events-[0-9a-f]{7}$/);
    assert.equal((await check({}, QUEUE, inputs)).inputs.name, inputs.name);
  });

  it("creates FIFO queues and queues with keys and dead-letter queues", async () => {
    await create({ name: "dlq.fifo", fifoQueue: true });
    const { properties } = await create({
      name: "events.fifo",
      fifoQueue: true,
      contentBasedDeduplication: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      kmsMasterKeyId: "alias/orders",
      redrivePolicy: redrive("dlq.fifo"),
    });
    assert.equal(properties.sqsManagedSseEnabled, false);
    assert.equal(properties.kmsMasterKeyId, "alias/orders");
    const { settings } = h.sqs.queues.require("events.fifo");
    assert.equal(settings.redrivePolicy?.maxReceiveCount, 3);
    assert.equal(settings.deduplicationPerGroup, true);
  });

  const refused: readonly [string, Properties, string][] = [
    ["a property it does not have", { namePrefix: "a" }, "namePrefix"],
    ["a name with a dot", { name: "a.b" }, "name"],
    ["a FIFO name without its suffix", { name: "a", fifoQueue: true }, "name"],
    ["a FIFO queue without a name", { fifoQueue: true }, "name"],
    ["a wait over 20 seconds", { receiveWaitTimeSeconds: 21 }, "receiveWaitTimeSeconds"],
    ["retention under a minute", { messageRetentionSeconds: 59 }, "messageRetentionSeconds"],
    ["text for a number", { delaySeconds: "5" }, "delaySeconds"],
    ["a FIFO property of a standard queue", { contentBasedDeduplication: true }, "contentBasedDeduplication"],
    [
      "two kinds of encryption",
      { kmsMasterKeyId: "alias/k", sqsManagedSseEnabled: true },
      "sqsManagedSseEnabled",
    ],
    ["a redrive policy without a count", { redrivePolicy: '{"deadLetterTargetArn":"x"}' }, "redrivePolicy"],
    ["a policy that is none", { policy: "{}" }, "policy"],
  ];
  for (const [what, news, property] of refused)
    it(`refuses ${what}`, async () => {
      const { failures } = await check(news);
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });

  it("lets unknown values pass at check", async () => {
    const { failures } = await check({ name: UNKNOWN, redrivePolicy: UNKNOWN, kmsMasterKeyId: UNKNOWN });
    assert.deepEqual(failures, []);
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: UNKNOWN }] };
    assert.deepEqual(
      (await check({ queueUrl: UNKNOWN, policy }, "aws:sqs/queuePolicy:QueuePolicy")).failures,
      [],
    );
  });

  it("refuses a dead-letter queue that is not there at creation", () =>
    assert.rejects(
      create({ name: "events", redrivePolicy: redrive("none") }),
      /Dead letter target does not exist/,
    ));

  it("updates in place, gives up a key, and keeps what other resources set", async () => {
    const { id, properties } = await create({ name: "events", kmsMasterKeyId: "alias/orders" });
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*" }],
    };
    await create({ queueUrl: id, policy }, "aws:sqs/queuePolicy:QueuePolicy");
    const { inputs } = await check({ name: "events", visibilityTimeoutSeconds: 60 });
    const updated = await registry.update({
      ...identity(QUEUE),
      id,
      olds: properties,
      oldInputs: properties,
      news: inputs,
      ignoreChanges: [],
      preview: false,
    });
    assert.equal(updated.visibilityTimeoutSeconds, 60);
    assert.equal(updated.kmsMasterKeyId, undefined);
    assert.equal(updated.policy, JSON.stringify(policy));
    assert.equal(h.sqs.queues.require("events").settings.visibilityTimeout, 60);
  });

  it("sets and takes away redrive and redrive allow policies of their own resources", async () => {
    const dlq = await create({ name: "dlq" });
    const source = await create({ name: "events" });
    const allow = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arnOf("events")] });
    const ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";
    const REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy";
    await create({ queueUrl: dlq.id, redriveAllowPolicy: allow }, ALLOW);
    const { id, properties } = await create({ queueUrl: source.id, redrivePolicy: redrive("dlq") }, REDRIVE);
    assert.equal(h.sqs.queues.deadLetterQueueOf(h.sqs.queues.require("events"))?.name, "dlq");
    const read = await registry.read({ ...identity(REDRIVE), id, properties: {} });
    assert.equal(read?.properties.redrivePolicy, redrive("dlq"));
    await registry.delete({ ...identity(REDRIVE), id, properties, oldInputs: {} });
    assert.equal(h.sqs.queues.require("events").settings.redrivePolicy, undefined);
    const denied = { queueUrl: (await create({ name: "other" })).id, redrivePolicy: redrive("dlq") };
    await assert.rejects(create(denied, REDRIVE), /does not permit/);
  });

  it("deletes, also what is gone, and creates again at once under the same name", async () => {
    const { id, properties } = await create({ name: "events" });
    const remove = () => registry.delete({ ...identity(QUEUE), id, properties, oldInputs: {} });
    await remove();
    await remove();
    assert.equal(await registry.read({ ...identity(QUEUE), id, properties }), undefined);
    assert.equal((await create({ name: "events" })).id, id);
  });
});

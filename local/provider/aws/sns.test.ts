import assert from "node:assert/strict";
import { queueArn, SnsHarness, topicArn } from "../../services/sns/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { snsModule } from "./sns.ts";

const TOPIC = "aws:sns/topic:Topic";
const POLICY = "aws:sns/topicPolicy:TopicPolicy";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

const DENY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: "*" }],
};

describe("aws:sns in the provider", () => {
  let h: SnsHarness;
  let registry: ProviderRegistry;
  beforeEach(() => {
    h = new SnsHarness();
    registry = new ProviderRegistry({ modules: [snsModule(h.sns)] });
  });
  afterEach(() => h.close());

  const identity = (type: string) => ({
    type,
    name: "alerts",
    urn: `urn:pulumi:dev::orderflow::${type}::alerts`,
  });
  const check = (news: Properties, type = TOPIC) => registry.check({ ...identity(type), olds: {}, news });
  const create = async (news: Properties, type = TOPIC) => {
    const { inputs, failures } = await check(news, type);
    assert.deepEqual(failures, []);
    return registry.create({ ...identity(type), properties: inputs, preview: false });
  };
  const update = async (id: string, olds: Properties, news: Properties, type = TOPIC) => {
    const { inputs } = await check(news, type);
    const request = { ...identity(type), id, olds, oldInputs: olds, news: inputs };
    return registry.update({ ...request, ignoreChanges: [], preview: false });
  };
  const subscription = (change: Properties = {}) => ({
    topic: topicArn("alerts"),
    protocol: "sqs",
    endpoint: queueArn("q"),
    ...change,
  });

  it("creates a topic with the AWS provider's outputs", async () => {
    const { id, properties } = await create({
      name: "alerts",
      displayName: "Alerts",
      tags: { stack: "dev" },
    });
    assert.equal(id, topicArn("alerts"));
    const { policy, ...rest } = properties;
    assert.match(String(policy), /__default_policy_ID/);
    assert.deepEqual(rest, {
      id,
      name: "alerts",
      displayName: "Alerts",
      arn: id,
      owner: "000000000000",
      region: "eu-west-1",
      fifoTopic: false,
      contentBasedDeduplication: false,
      tags: { stack: "dev" },
    });
    assert.deepEqual(h.sns.topics.require(id).tags, { stack: "dev" });
  });

  it("names a topic by itself", async () => {
    assert.match(String((await check({})).inputs.name), /^alerts-[0-9a-f]{7}$/);
  });

  it("updates in place and gives up what is gone", async () => {
    const { id, properties } = await create({ name: "alerts", displayName: "A", kmsMasterKeyId: "alias/k" });
    await update(id, properties, { name: "alerts", signatureVersion: 2, tags: { a: "b" } });
    const { settings, tags } = h.sns.topics.require(id);
    assert.equal(settings.kmsMasterKeyId, undefined);
    assert.equal(settings.attributes.DisplayName, "");
    assert.equal(settings.signatureVersion, "2");
    assert.deepEqual(tags, { a: "b" });
  });

  it("sets and takes away the policy of its own resource", async () => {
    const { id: arn } = await create({ name: "alerts" });
    const { id, properties } = await create({ arn, policy: DENY }, POLICY);
    assert.equal(id, arn);
    assert.deepEqual(h.sns.topics.require(arn).settings.policy.Statement[0]?.Effect, "Deny");
    await registry.delete({ ...identity(POLICY), id, properties, oldInputs: {} });
    assert.equal(h.sns.topics.require(arn).settings.policy.Id, "__default_policy_ID");
  });

  it("subscribes a queue", async () => {
    await create({ name: "alerts" });
    const { id, properties } = await create(
      subscription({ rawMessageDelivery: true, filterPolicy: '{"a":["x"]}' }),
      SUBSCRIPTION,
    );
    assert.match(id, /^arn:aws:sns:eu-west-1:000000000000:alerts:[0-9a-f-]{36}$/);
    assert.deepEqual(properties, {
      id,
      ...subscription(),
      rawMessageDelivery: true,
      filterPolicy: '{"a":["x"]}',
      filterPolicyScope: "MessageAttributes",
      confirmationTimeoutInMinutes: 1,
      endpointAutoConfirms: false,
      arn: id,
      ownerId: "000000000000",
      region: "eu-west-1",
      pendingConfirmation: false,
      confirmationWasAuthenticated: true,
    });
    await update(id, properties, subscription(), SUBSCRIPTION);
    const current = h.sns.topics.ofSubscription(id)?.subscriptions.find(id);
    assert.equal(current?.settings.rawMessageDelivery, false);
    assert.equal(current?.settings.filterPolicy, undefined);
    await registry.delete({ ...identity(SUBSCRIPTION), id, properties, oldInputs: {} });
    await registry.delete({ ...identity(SUBSCRIPTION), id, properties, oldInputs: {} });
    assert.equal(await registry.read({ ...identity(SUBSCRIPTION), id, properties }), undefined);
  });

  it("leaves an e-mail subscription pending", async () => {
    await create({ name: "alerts" });
    const { properties } = await create(
      subscription({ protocol: "email", endpoint: "ops@example.com" }),
      SUBSCRIPTION,
    );
    assert.equal(properties.pendingConfirmation, true);
  });

  it("refuses a subscription to a topic that is not there", () =>
    assert.rejects(create(subscription(), SUBSCRIPTION), /Topic does not exist/));

  const refused: readonly [string, Properties, string, string?][] = [
    ["a property it does not have", { sqsFailureFeedbackRoleArn: "r" }, "sqsFailureFeedbackRoleArn"],
    ["a FIFO topic", { fifoTopic: true }, "fifoTopic"],
    ["a name with a dot", { name: "a.b" }, "name"],
    ["active tracing", { tracingConfig: "Active" }, "tracingConfig"],
    ["a policy that is none", { policy: "{}" }, "policy"],
    ["a topic policy that is none", { arn: "a", policy: "{}" }, "policy", POLICY],
    ["a topic policy without a topic", { policy: DENY }, "arn", POLICY],
    ["a protocol it does not have", subscription({ protocol: "https" }), "protocol", SUBSCRIPTION],
    ["an endpoint that does not fit", subscription({ endpoint: "q" }), "endpoint", SUBSCRIPTION],
    ["a bad filter policy", subscription({ filterPolicy: '{"a":1}' }), "filterPolicy", SUBSCRIPTION],
    [
      "a nested filter policy on attributes",
      subscription({ filterPolicy: '{"a":{"b":["c"]}}' }),
      "filterPolicy",
      SUBSCRIPTION,
    ],
    ["a bad redrive policy", subscription({ redrivePolicy: "{}" }), "redrivePolicy", SUBSCRIPTION],
    [
      "raw delivery by e-mail",
      subscription({ protocol: "email", endpoint: "a@b.c", rawMessageDelivery: true }),
      "rawMessageDelivery",
      SUBSCRIPTION,
    ],
    ["a delivery policy", subscription({ deliveryPolicy: "{}" }), "deliveryPolicy", SUBSCRIPTION],
  ];
  for (const [what, news, property, type = TOPIC] of refused)
    it(`refuses ${what}`, async () => {
      const { failures } = await check(news, type);
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });

  it("lets unknown values pass at check", async () => {
    const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, UNKNOWN]));
    assert.deepEqual((await check(all(["name", "kmsMasterKeyId", "policy"]))).failures, []);
    const policy = { ...DENY, Statement: [{ ...DENY.Statement[0], Resource: UNKNOWN }] };
    assert.deepEqual((await check({ arn: UNKNOWN, policy }, POLICY)).failures, []);
    const unknown = all([
      "topic",
      "protocol",
      "endpoint",
      "filterPolicy",
      "filterPolicyScope",
      "redrivePolicy",
    ]);
    assert.deepEqual((await check(unknown, SUBSCRIPTION)).failures, []);
    const known = subscription({ endpoint: UNKNOWN, redrivePolicy: UNKNOWN, rawMessageDelivery: UNKNOWN });
    assert.deepEqual((await check(known, SUBSCRIPTION)).failures, []);
  });
});

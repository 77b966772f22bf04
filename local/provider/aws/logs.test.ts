import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import { LogsHarness } from "../../services/logs/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { logsModule } from "./logs.ts";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";
const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-1111-1111-1111-111111111111";

describe("log groups and log resource policies in the provider", () => {
  let h: LogsHarness;
  let registry: ProviderRegistry;
  beforeEach(() => {
    h = new LogsHarness();
    registry = new ProviderRegistry({ modules: [logsModule(h.logs)] });
  });
  afterEach(() => h.clock.close());

  const identity = (type: string) => ({
    type,
    name: "orders",
    urn: `urn:pulumi:dev::orderflow::${type}::orders`,
  });
  const check = (news: Properties, type = GROUP) => registry.check({ ...identity(type), olds: {}, news });
  const create = async (news: Properties, type = GROUP) => {
    const { inputs, failures } = await check(news, type);
    assert.deepEqual(failures, []);
    return registry.create({ ...identity(type), properties: inputs, preview: false });
  };

  it("create a log group with retention and key", async () => {
    const { id, properties } = await create({
      name: "/aws/lambda/orders",
      retentionInDays: 30,
      kmsKeyId: KEY,
      tags: { stack: "dev" },
    });
    assert.equal(id, "/aws/lambda/orders");
    assert.deepEqual(properties, {
      id,
      name: id,
      arn: "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/orders",
      region: "eu-west-1",
      retentionInDays: 30,
      kmsKeyId: KEY,
      skipDestroy: false,
      logGroupClass: "STANDARD",
      deletionProtectionEnabled: false,
      tags: { stack: "dev" },
    });
    const group = h.logs.groups.require(id);
    assert.deepEqual([group.retentionInDays, group.kmsKeyId, group.tags.get("stack")], [30, KEY, "dev"]);
  });

  for (const [what, news, property] of [
    ["a retention AWS does not have", { retentionInDays: 2 }, "retentionInDays"],
    ["a name with a space", { name: "a b" }, "name"],
    ["an unknown class", { logGroupClass: "DELIVERY" }, "logGroupClass"],
    ["a property it does not have", { namePrefix: "a" }, "namePrefix"],
  ] as const)
    it(`refuse ${what}`, async () =>
      assert.deepEqual(
        (await check(news)).failures.map((failure) => failure.property),
        [property],
      ));

  it("name a log group by itself and let unknown values pass", async () => {
    const { inputs, failures } = await check({ kmsKeyId: UNKNOWN });
    assert.deepEqual(failures, []);
    assert.match(String(inputs.name), /^orders-[0-9a-f]{7}$/);
    assert.deepEqual((await check({ name: UNKNOWN })).failures, []);
  });

  it("refuse a group that is there already, and a key that does not let the service in", async () => {
    await create({ name: "g" });
    await assert.rejects(create({ name: "g" }), { code: "ResourceAlreadyExistsException" });
    h.keyError = new AwsError("AccessDeniedException", "no");
    await assert.rejects(create({ name: "k", kmsKeyId: KEY }), { code: "AccessDeniedException" });
  });

  it("change retention and key in place", async () => {
    const { id, properties } = await create({ name: "g", retentionInDays: 1, kmsKeyId: KEY });
    const { inputs } = await check({ name: "g" });
    const change = {
      id,
      olds: properties,
      oldInputs: properties,
      news: inputs,
      ignoreChanges: [],
      preview: false,
    };
    const updated = await registry.update({ ...identity(GROUP), ...change });
    assert.equal(updated.retentionInDays, 0);
    const group = h.logs.groups.require(id);
    assert.deepEqual([group.retentionInDays, group.kmsKeyId], [undefined, undefined]);
  });

  it("delete a log group unless it is to stay", async () => {
    for (const [name, skipDestroy] of [
      ["goes", false],
      ["stays", true],
    ] as const) {
      const { id, properties } = await create({ name, skipDestroy });
      await registry.delete({ ...identity(GROUP), id, properties, oldInputs: {} });
      await registry.delete({ ...identity(GROUP), id, properties, oldInputs: {} });
    }
    assert.deepEqual(
      h.logs.groups.list().map(({ name }) => name),
      ["stays"],
    );
  });

  it("put and delete a resource policy, given as text or as an object", async () => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: "logs:PutLogEvents",
          Resource: "*",
        },
      ],
    };
    const { id, properties } = await create({ policyName: "delivery", policyDocument: document }, POLICY);
    assert.equal(properties.policyDocument, JSON.stringify(document));
    assert.equal(properties.policyScope, "ACCOUNT");
    assert.equal(h.logs.policies.list().length, 1);
    await registry.delete({ ...identity(POLICY), id, properties, oldInputs: {} });
    await registry.delete({ ...identity(POLICY), id, properties, oldInputs: {} });
    assert.deepEqual(h.logs.policies.list(), []);
    const { failures } = await check({ policyName: "p", policyDocument: "{}" }, POLICY);
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["policyDocument"],
    );
  });
});

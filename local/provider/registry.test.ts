import assert from "node:assert/strict";
import { secret } from "../engine/wire.ts";
import { awsxProvider } from "./awsx.ts";
import type { PropertyDiffKind } from "./provider.ts";
import { ProviderRegistry } from "./registry.ts";
import { diffInputs } from "./registry-diff.ts";
import { type Properties, type ResourceHandler, UNKNOWN } from "./resource.ts";

const handler: ResourceHandler = {
  replaceOn: ["name"],
  nameProperty: "name",
  check: (inputs, context) => ({
    inputs: { ...inputs, name: inputs.name ?? context.autoName(20) },
    failures: [],
  }),
  create: (inputs) => ({ id: "id", outputs: inputs }),
  update: (_id, inputs) => inputs,
  delete: () => {},
};

const TYPE = "aws:sqs/queue:Queue";
const orders = { urn: "urn:pulumi:dev::test::aws:sqs/queue:Queue::orders", type: TYPE, name: "orders" };

function registry(): ProviderRegistry {
  return new ProviderRegistry({
    modules: [{ resources: { [TYPE]: handler } }],
    inert: ["aws:cloudwatch/dashboard:Dashboard"],
    region: "eu-west-1",
  });
}

/** A provider of one resource that is as given. Its `arn` is an output only. */
function found(outputs: Properties): ProviderRegistry {
  const check: ResourceHandler["check"] = (inputs) => ({
    inputs,
    failures: "arn" in inputs ? [{ property: "arn", reason: "is not an input" }] : [],
  });
  const read = (id: string) => ({ id, outputs });
  return new ProviderRegistry({ modules: [{ resources: { [orders.type]: { ...handler, check, read } } }] });
}

describe("ProviderRegistry", () => {
  it("makes an automatic name of the logical one and seven hexadecimal digits, and keeps it", async () => {
    const provider = registry();
    const first = await provider.check({ ...orders, olds: {}, news: {} });
    assert.match(String(first.inputs.name), /^orders-[0-9a-f]{7}$/);
    const again = await provider.check({ ...orders, olds: first.inputs, news: {} });
    assert.deepEqual(again, first);
    const replacement = await provider.check({ ...orders, olds: {}, news: {} });
    assert.notEqual(replacement.inputs.name, first.inputs.name);
  });

  it("makes the same automatic name of the same seed, which a plan hands to its update", async () => {
    const provider = registry();
    const nameOf = async (seed: number) => {
      const randomSeed = Uint8Array.of(seed);
      return (await provider.check({ ...orders, olds: {}, news: {}, randomSeed })).inputs.name;
    };
    assert.equal(await nameOf(1), await nameOf(1));
    assert.notEqual(await nameOf(1), await nameOf(2));
  });

  it("makes a new automatic name for what had a fixed one", async () => {
    const { inputs } = await registry().check({ ...orders, olds: { name: "fixed" }, news: {} });
    assert.match(String(inputs.name), /^orders-/);
  });

  it("refuses an automatic name that AWS would find too long", async () => {
    const name = "a".repeat(13);
    await assert.rejects(
      registry().check({ ...orders, name, olds: {}, news: {} }),
      /21 characters.*AWS's 20/,
    );
  });

  it("keeps the list of automatic inputs from the handlers", async () => {
    let seen: Properties = {};
    const provider = new ProviderRegistry({
      modules: [
        {
          resources: {
            [TYPE]: {
              ...handler,
              create: (inputs) => {
                seen = inputs;
                return { id: "id", outputs: inputs };
              },
            },
          },
        },
      ],
    });
    const { inputs } = await provider.check({ ...orders, olds: {}, news: {} });
    await provider.create({ ...orders, properties: inputs, preview: false });
    assert.deepEqual(Object.keys(seen), ["name"]);
  });

  it("knows at preview what was put in, and makes nothing", async () => {
    const provider = registry();
    const properties = { name: "x", policy: UNKNOWN };
    assert.deepEqual(await provider.create({ ...orders, properties, preview: true }), { id: "", properties });
    const update = { ...orders, id: "id", olds: { name: "x", arn: "a" }, oldInputs: {}, ignoreChanges: [] };
    assert.deepEqual(await provider.update({ ...update, news: properties, preview: true }), {
      ...properties,
      arn: "a",
    });
  });

  it("finds the inputs of what is there: those that were given, in the form in which they were given", async () => {
    const now = {
      arn: "a",
      name: "n",
      policy: '{"a":1,"b":[2]}',
      list: ["x", "y"],
      block: { size: 2, other: 1 },
      computed: "c",
    };
    const provider = found(now);
    const known = {
      name: "n",
      policy: '{ "b": [2], "a": 1 }',
      list: ["x"],
      block: { size: 1 },
      gone: true,
      __defaults: ["name"],
    };
    const answer = await provider.read({ ...orders, id: "q", properties: {}, inputs: known });
    assert.deepEqual(answer?.inputs, {
      name: "n",
      policy: '{ "b": [2], "a": 1 }',
      list: ["x", "y"],
      block: { size: 2 },
      __defaults: ["name"],
    });
    const asObject = { ...known, policy: { a: 1, b: [2] } };
    const again = await provider.read({ ...orders, id: "q", properties: {}, inputs: asObject });
    assert.deepEqual(again?.inputs?.policy, { a: 1, b: [2] });
  });

  it("takes for the inputs of what is imported what a check accepts and says something", async () => {
    const now = { arn: "a", name: "n", policy: "", region: "eu-west-1", size: 3, tags: {} };
    const answer = await found(now).read({
      ...orders,
      id: "q",
      properties: {},
    });
    assert.deepEqual(answer, {
      id: "q",
      properties: { id: "q", ...now },
      inputs: { name: "n", size: 3 },
    });
  });

  it("leaves open at the preview of an update what only the update will tell, and drops what is no longer given", async () => {
    const provider = new ProviderRegistry({
      modules: [{ resources: { [orders.type]: { ...handler, unsettled: () => ["version"] } } }],
    });
    const answer = await provider.update({
      ...orders,
      id: "q",
      olds: { id: "q", arn: "a", name: "n", description: "d", version: "1" },
      oldInputs: { name: "n", description: "d" },
      news: { name: "n", size: 3 },
      ignoreChanges: [],
      preview: true,
    });
    assert.deepEqual(answer, { id: "q", arn: "a", name: "n", size: 3, version: UNKNOWN });
  });

  it("says what is missing and where it belongs", async () => {
    const provider = registry();
    const stream = { ...orders, type: "aws:kinesis/stream:Stream" };
    await assert.rejects(
      provider.check({ ...stream, olds: {}, news: {} }),
      /aws:kinesis\/stream:Stream: add a handler for it to local\/provider\/aws\/kinesis\.ts, or declare it inert/,
    );
    await assert.rejects(
      provider.invoke({ token: "aws:index/getRegion:getRegion", args: {}, preview: false }),
      /aws:index\/getRegion:getRegion: add it to local\/provider\/aws\/index\.ts/,
    );
    await assert.rejects(provider.read({ ...orders, id: "x", properties: {} }), /has no read/);
  });

  it("says of a component that there is none", async () => {
    const request = {
      deployment: {
        project: "test",
        stack: "dev",
        organization: "organization",
        config: {},
        secretKeys: [],
        preview: false,
        parallel: 1,
        monitor: "127.0.0.1:1",
      },
      type: "awsx:ec2:Vpc",
      name: "vpc",
      inputs: {},
      inputDependencies: {},
      options: {
        aliases: [],
        dependencies: [],
        providers: {},
        additionalSecretOutputs: [],
        replaceWith: [],
        ignoreChanges: [],
        replaceOnChanges: [],
        hooks: {},
      },
    };
    for (const provider of [registry(), awsxProvider])
      await assert.rejects(
        provider.construct(request),
        /^Error: The local cloud does not have .*awsx:ec2:Vpc/,
      );
  });

  it("refuses two claims of one type", () => {
    const module = { resources: { [TYPE]: handler } };
    assert.throws(() => new ProviderRegistry({ modules: [module, module] }), /Two parts .* claim aws:sqs/);
    assert.throws(() => new ProviderRegistry({ modules: [module], inert: [TYPE] }), /Two parts/);
  });

  it("refuses provider arguments that it can't honour", async () => {
    const check = async (news: Properties) =>
      (await registry().checkConfig({ ...orders, olds: {}, news })).failures.map(({ property }) => property);
    assert.deepEqual(
      await check({ region: "eu-west-1", version: "7.48.0", skipRegionValidation: "true" }),
      [],
    );
    assert.deepEqual(await check({ region: "us-east-1", assumeRoles: "[]" }), ["region", "assumeRoles"]);
  });

  it("gives what can have tags the provider's own, below the resource's", async () => {
    const provider = registry();
    const defaultTags = JSON.stringify({ tags: { owner: "orders", service: "orderflow" } });
    const variables = { "aws:config:defaultTags": defaultTags };
    await provider.configure({ ...orders, id: "id", variables, args: { defaultTags } });
    const { inputs } = await provider.check({ ...orders, olds: {}, news: { tags: { owner: "billing" } } });
    assert.deepEqual(inputs.tags, { owner: "billing", service: "orderflow" });
    assert.deepEqual(
      (await provider.checkConfig({ ...orders, olds: {}, news: { defaultTags: "owner" } })).failures.map(
        ({ reason }) => reason,
      ),
      ['is "owner", not tags such as {"tags":{"owner":"orders"}}'],
    );
  });

  it("keeps a secret what it got as one: the tags that a provider gives", async () => {
    const provider = registry();
    const defaultTags = JSON.stringify({ tags: { owner: "hush" } });
    const variables = { "aws:config:defaultTags": defaultTags };
    await provider.configure({ ...orders, id: "id", variables, args: { defaultTags: secret(defaultTags) } });
    const { inputs } = await provider.check({ ...orders, olds: {}, news: {} });
    assert.deepEqual(inputs.tags, secret({ owner: "hush" }));
  });

  it("counts what is inert, and remembers its inputs", async () => {
    const provider = registry();
    assert.deepEqual(provider.inertTypes, ["aws:cloudwatch/dashboard:Dashboard"]);
    const board = { ...orders, type: "aws:cloudwatch/dashboard:Dashboard", name: "board" };
    const { id, properties } = await provider.create({ ...board, properties: { a: 1 }, preview: false });
    assert.match(id, /^board-[0-9a-f]{7}$/);
    assert.deepEqual(properties, { id, a: 1 });
  });
});

describe("diffInputs", () => {
  const cases: readonly {
    readonly name: string;
    readonly olds: Properties;
    readonly news: Properties;
    readonly diff: Readonly<Record<string, PropertyDiffKind>>;
    readonly deleteBeforeReplace?: true;
  }[] = [
    { name: "nothing", olds: { a: [1, { b: 2 }] }, news: { a: [1, { b: 2 }] }, diff: {} },
    { name: "the order of keys", olds: { t: { a: 1, b: 2 } }, news: { t: { b: 2, a: 1 } }, diff: {} },
    { name: "null and absence", olds: { a: null }, news: {}, diff: {} },
    {
      name: "nested paths",
      olds: { t: { a: 1, b: 1 }, l: [{ x: 1 }] },
      news: { t: { a: 2, c: 1 }, l: [{ x: 2 }, 1] },
      diff: { "t.a": "update", "t.b": "delete", "t.c": "add", "l[0].x": "update", "l[1]": "add" },
    },
    { name: "an unknown", olds: { a: 1 }, news: { a: UNKNOWN }, diff: { a: "update" } },
    { name: "a property to replace", olds: { key: 1 }, news: { key: 2 }, diff: { key: "update-replace" } },
    {
      name: "an unknown to replace",
      olds: { key: 1 },
      news: { key: UNKNOWN },
      diff: { key: "update-replace" },
    },
    {
      name: "what is within a property to replace",
      olds: { list: [{ type: 1 }] },
      news: { list: [{ type: 2 }] },
      diff: { "list[0].type": "update-replace" },
    },
    {
      name: "a whole whose part is to replace",
      olds: {},
      news: { vpc: { id: 1 } },
      diff: { vpc: "add-replace" },
    },
    { name: "a whole without that part", olds: {}, news: { vpc: { other: 1 } }, diff: { vpc: "add" } },
    {
      name: "a fixed name that stays",
      olds: { name: "n", key: 1 },
      news: { name: "n", key: 2 },
      diff: { key: "update-replace" },
      deleteBeforeReplace: true,
    },
    {
      name: "an automatic name",
      olds: { name: "n", key: 1, __defaults: ["name"] },
      news: { name: "n", key: 2, __defaults: ["name"] },
      diff: { key: "update-replace" },
    },
    {
      name: "a fixed name that changes",
      olds: { name: "n", key: 1 },
      news: { name: "m", key: 2 },
      diff: { name: "update-replace", key: "update-replace" },
    },
  ];
  for (const { name, olds, news, diff, deleteBeforeReplace } of cases)
    it(`sees ${name}`, () => {
      const rules = {
        replaceOn: ["key", "name", "list.type", "vpc.id"],
        nameProperty: "name",
        updatable: true,
      };
      const result = diffInputs(olds, news, rules);
      assert.deepEqual(result.detailedDiff, diff);
      assert.equal(result.changes, Object.keys(diff).length > 0 ? "some" : "none");
      assert.equal(result.deleteBeforeReplace, deleteBeforeReplace ?? false);
    });

  it("replaces for everything where nothing can be changed in place", () => {
    const result = diffInputs({ a: 1 }, { a: 2 }, { replaceOn: [], updatable: false });
    assert.deepEqual(result.replaces, ["a"]);
  });
});

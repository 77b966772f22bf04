import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "../../services/kms/kms.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { kmsModule } from "./kms.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";
const KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy";
const DAY_MS = 24 * 3_600_000;

const policy = (AWS: string, ...more: unknown[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" }, ...more],
  });
const OPEN = policy("arn:aws:iam::000000000000:root");

describe("aws:kms in the provider", () => {
  let clock: Clock;
  let kms: Kms;
  let registry: ProviderRegistry;
  beforeEach(() => {
    clock = new Clock();
    kms = new Kms({ account, clock, iam: new Iam({ account, clock }) });
    registry = new ProviderRegistry({ modules: [kmsModule(kms)] });
  });
  afterEach(() => clock.close());

  const identity = (type: string) => ({
    type,
    name: "data",
    urn: `urn:pulumi:dev::orderflow::${type}::data`,
  });
  const check = (type: string, news: Properties) => registry.check({ ...identity(type), olds: {}, news });
  const create = async (type: string, news: Properties) => {
    const { inputs, failures } = await check(type, news);
    assert.deepEqual(failures, []);
    const { id, properties } = await registry.create({
      ...identity(type),
      properties: inputs,
      preview: false,
    });
    return { id, inputs, properties };
  };
  const update = (type: string, id: string, olds: Properties, news: Properties) =>
    registry.update({
      ...identity(type),
      id,
      olds,
      oldInputs: olds,
      news,
      ignoreChanges: [],
      preview: false,
    });
  const remove = (type: string, id: string, properties: Properties) =>
    registry.delete({ ...identity(type), id, properties, oldInputs: properties });
  const read = (type: string, id: string, properties: Properties = {}) =>
    registry.read({ ...identity(type), id, properties });

  it("creates a key with the AWS provider's defaults and outputs", async () => {
    const { id, properties } = await create(KEY, {
      description: "data",
      enableKeyRotation: true,
      policy: OPEN,
      tags: { a: "1" },
    });
    assert.deepEqual(properties, {
      id,
      arn: `arn:aws:kms:eu-west-1:000000000000:key/${id}`,
      keyId: id,
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      description: "data",
      enableKeyRotation: true,
      isEnabled: true,
      keyUsage: "ENCRYPT_DECRYPT",
      multiRegion: false,
      policy: OPEN,
      rotationPeriodInDays: 365,
      tags: { a: "1" },
    });
    assert.deepEqual(kms.store.key(id).tags, { a: "1" });
  });

  it("changes a key in place, also a disabled one", async () => {
    const { id, inputs } = await create(KEY, { isEnabled: false, enableKeyRotation: true });
    assert.equal(kms.store.key(id).state, "Disabled");
    const closed = policy("arn:aws:iam::000000000000:root", {
      Effect: "Allow",
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
    });
    const news = { ...inputs, description: "new", policy: closed, rotationPeriodInDays: 90 };
    const properties = await update(KEY, id, inputs, news);
    assert.equal(properties.isEnabled, false);
    assert.equal(kms.store.key(id).rotation?.periodDays, 90);
    assert.equal(kms.store.key(id).policy.text, closed);
    const enabled = { ...inputs, isEnabled: true, enableKeyRotation: false };
    await update(KEY, id, news, enabled);
    assert.deepEqual([kms.store.key(id).state, kms.store.key(id).rotation], ["Enabled", undefined]);
  });

  it("reads what is there, as an import needs it", async () => {
    const key = await create(KEY, { description: "data" });
    await create(ALIAS, { name: "alias/data", targetKeyId: key.id });
    const { bypassPolicyLockoutSafetyCheck: _, ...rest } = key.properties;
    assert.deepEqual((await read(KEY, key.id))?.properties, { ...rest, tags: {} });
    assert.equal((await read(ALIAS, "alias/data"))?.properties.targetKeyId, key.id);
    assert.equal((await read(KEY_POLICY, key.id))?.properties.policy, key.properties.policy);
    assert.equal(await read(ALIAS, "alias/none"), undefined);
  });

  it("schedules a key's deletion", async () => {
    const { id, inputs } = await create(KEY, { deletionWindowInDays: 7 });
    await remove(KEY, id, inputs);
    await remove(KEY, id, inputs);
    assert.equal(kms.store.key(id).state, "PendingDeletion");
    assert.equal(await read(KEY, id, inputs), undefined);
    await clock.advance(7 * DAY_MS);
    assert.throws(() => kms.store.key(id), /does not exist/);
    await remove(KEY, id, inputs);
  });

  const refused: [what: string, type: string, inputs: Properties, property: string][] = [
    ["an asymmetric key", KEY, { customerMasterKeySpec: "RSA_2048" }, "customerMasterKeySpec"],
    ["a multi-region key", KEY, { multiRegion: true }, "multiRegion"],
    ["a custom key store", KEY, { customKeyStoreId: "cks" }, "customKeyStoreId"],
    ["a waiting period of 31 days", KEY, { deletionWindowInDays: 31 }, "deletionWindowInDays"],
    [
      "a rotation every month",
      KEY,
      { enableKeyRotation: true, rotationPeriodInDays: 30 },
      "rotationPeriodInDays",
    ],
    ["a rotation period without rotation", KEY, { rotationPeriodInDays: 90 }, "rotationPeriodInDays"],
    ["a malformed policy", KEY, { policy: "{}" }, "policy"],
    ["an alias without its prefix", ALIAS, { name: "data", targetKeyId: "k" }, "name"],
    ["an alias of AWS's own", ALIAS, { name: "alias/aws/sqs", targetKeyId: "k" }, "name"],
    ["an alias without a key", ALIAS, { name: "alias/data" }, "targetKeyId"],
    ["a key policy without a key", KEY_POLICY, { policy: OPEN }, "keyId"],
  ];
  for (const [what, type, inputs, property] of refused) {
    it(`refuses ${what}`, async () => {
      const { failures } = await check(type, inputs);
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });
  }

  it("lets unknown values pass", async () => {
    assert.deepEqual((await check(KEY, { policy: UNKNOWN, description: UNKNOWN })).failures, []);
    assert.deepEqual((await check(ALIAS, { name: UNKNOWN, targetKeyId: UNKNOWN })).failures, []);
  });

  it("refuses policies that lock the deployment out or name missing roles", async () => {
    const code = "MalformedPolicyDocumentException";
    await assert.rejects(create(KEY, { policy: policy("arn:aws:iam::000000000000:role/no") }), { code });
    await assert.rejects(create(KEY, { policy: policy("111111111111") }), { code });
    await create(KEY, { policy: policy("111111111111"), bypassPolicyLockoutSafetyCheck: true });
  });

  it("points aliases to keys", async () => {
    const [first, second] = [await create(KEY, {}), await create(KEY, {})];
    const { id, inputs, properties } = await create(ALIAS, { name: "alias/data", targetKeyId: first.id });
    assert.deepEqual(properties, {
      id,
      name: "alias/data",
      arn: "arn:aws:kms:eu-west-1:000000000000:alias/data",
      targetKeyId: first.id,
      targetKeyArn: first.properties.arn,
    });
    const news = { ...inputs, targetKeyId: second.properties.arn };
    await update(ALIAS, id, inputs, news);
    assert.equal(kms.resolve("alias/data"), second.properties.arn);
    await remove(ALIAS, id, news);
    await remove(ALIAS, id, news);
    assert.throws(() => kms.resolve("alias/data"), /not found/);
    await assert.rejects(create(ALIAS, { name: "alias/x", targetKeyId: "nope" }), {
      code: "NotFoundException",
    });
  });

  it("sets a key's policy, and gives back the default", async () => {
    const key = await create(KEY, {});
    const initial = kms.store.key(key.id).policy.text;
    const { id, inputs } = await create(KEY_POLICY, { keyId: key.id, policy: OPEN });
    assert.equal(kms.store.key(key.id).policy.text, OPEN);
    await remove(KEY_POLICY, id, inputs);
    assert.equal(kms.store.key(key.id).policy.text, initial);
  });
});

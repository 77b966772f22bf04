import assert from "node:assert/strict";
import { DynamoDbHarness, type Page, ROOT } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });
const INDEXED = {
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "g", AttributeType: "S" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-g",
      KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

describe("DynamoDB time to live", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("sessions", {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "OLD_IMAGE" },
    });
  });
  afterEach(() => h.close());

  const enable = (Enabled = true, AttributeName = "expires") => ({
    TableName: "sessions",
    TimeToLiveSpecification: { Enabled, AttributeName },
  });

  it("deletes what expired some minutes ago, as the service, and nothing else", async () => {
    await h.call("UpdateTimeToLive", enable());
    const seconds = Math.floor(h.clock.now() / 1000);
    const old = { pk: S("old"), expires: N(seconds + 60) };
    await h.put(
      "sessions",
      old,
      { pk: S("later"), expires: N(seconds + 7200) },
      { pk: S("text"), expires: S(String(seconds)) },
      { pk: S("ancient"), expires: N(seconds - 6 * 366 * 86_400) },
      { pk: S("never") },
    );
    await h.clock.advance(5 * 60_000);
    assert.deepEqual(await h.get("sessions", { pk: S("old") }), old);
    await h.clock.advance(10 * 60_000);
    const { Items } = await h.call<Page>("Scan", { TableName: "sessions" });
    assert.deepEqual(new Set(Items?.map(({ pk }) => pk?.S)), new Set(["later", "text", "ancient", "never"]));
    const record = (await h.records("sessions")).at(-1);
    assert.deepEqual(
      [record?.eventName, record?.userIdentity],
      ["REMOVE", { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" }],
    );
  });

  it("is described, and stays as it is when asked for twice", async () => {
    const described = async () =>
      (await h.call("DescribeTimeToLive", { TableName: "sessions" })).TimeToLiveDescription;
    assert.deepEqual(await described(), { TimeToLiveStatus: "DISABLED" });
    assert.match(await h.refusal("UpdateTimeToLive", enable(false)), /TimeToLive is already disabled$/);
    await h.call("UpdateTimeToLive", enable());
    assert.deepEqual(await described(), { TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    assert.match(await h.refusal("UpdateTimeToLive", enable()), /TimeToLive is already enabled$/);
    assert.match(
      await h.refusal("UpdateTimeToLive", enable(true, "other")),
      /current AttributeName is expires$/,
    );
  });
});

describe("eventually consistent reads", () => {
  let h: DynamoDbHarness;
  let lag = 0;
  beforeEach(async () => {
    lag = 1000;
    h = new DynamoDbHarness({ readLag: () => lag });
    await h.createTable("lagging", INDEXED);
    await h.put("lagging", { pk: S("1"), g: S("a"), v: N(1) }, { pk: S("2"), g: S("a"), v: N(1) });
    await h.clock.advance(2000);
    await h.put("lagging", { pk: S("1"), g: S("b"), v: N(2) }, { pk: S("3"), g: S("a"), v: N(2) });
    await h.call("DeleteItem", { TableName: "lagging", Key: { pk: S("2") } });
  });
  afterEach(() => h.close());

  const get = async (id: string, ConsistentRead = false) => {
    const input = { TableName: "lagging", Key: { pk: S(id) }, ConsistentRead };
    return (await h.call<{ Item?: { v?: object } }>("GetItem", input)).Item?.v;
  };
  const inIndex = async (g: string) => {
    const page: Page = await h.call("Query", {
      TableName: "lagging",
      IndexName: "by-g",
      KeyConditionExpression: "g = :g",
      ExpressionAttributeValues: { ":g": S(g) },
    });
    return page.Items?.map(({ pk }) => pk?.S);
  };
  const scanned = async (ConsistentRead = false) => {
    const page: Page = await h.call("Scan", { TableName: "lagging", ConsistentRead });
    return new Set(page.Items?.map(({ pk, v }) => `${pk?.S}=${v?.N}`));
  };

  it("see the table as it was", async () => {
    assert.deepEqual([await get("1"), await get("2"), await get("3")], [N(1), N(1), undefined]);
    assert.deepEqual(await inIndex("a"), ["1", "2"]);
    assert.deepEqual(await inIndex("b"), []);
    assert.deepEqual(await scanned(), new Set(["1=1", "2=1"]));
  });

  it("see the newest state when the lag is over", async () => {
    await h.clock.advance(1001);
    assert.deepEqual([await get("1"), await get("2"), await get("3")], [N(2), undefined, N(2)]);
    assert.deepEqual(await inIndex("a"), ["3"]);
    assert.deepEqual(await inIndex("b"), ["1"]);
  });

  it("may each lag differently; consistent ones never do", async () => {
    assert.deepEqual([await get("1", true), await get("2", true)], [N(2), undefined]);
    assert.deepEqual(await scanned(true), new Set(["1=2", "3=2"]));
    const { Responses } = await h.call<{ Responses: object[] }>("TransactGetItems", {
      TransactItems: [{ Get: { TableName: "lagging", Key: { pk: S("2") } } }],
    });
    assert.deepEqual(Responses, [{}]);
    lag = 0;
    assert.deepEqual(await get("1"), N(2));
    lag = 60_000;
    assert.deepEqual(await get("1"), undefined);
  });

  it("see what was there from when reads can lag, and nothing of it is kept before", async () => {
    let lags = false;
    const lagging = new DynamoDbHarness({ readLag: () => 1000, readsLag: () => lags });
    const write = async (v: number) => {
      await lagging.clock.advance(2000);
      await lagging.put("lagging", { pk: S("1"), g: S("a"), v: N(v) });
    };
    const seen = async () => {
      const input = { TableName: "lagging", Key: { pk: S("1") } };
      return (await lagging.call<{ Item?: { v?: object } }>("GetItem", input)).Item?.v;
    };
    await lagging.createTable("lagging", INDEXED);
    await write(1);
    await write(2);
    lags = true;
    assert.deepEqual(await seen(), N(2));
    await write(3);
    assert.deepEqual(await seen(), N(2));
    lags = false;
    await write(4);
    lags = true;
    assert.deepEqual(await seen(), N(4));
    lagging.close();
  });

  it("do not change what conditions see", async () => {
    const input = {
      TableName: "lagging",
      Item: { pk: S("2") },
      ConditionExpression: "attribute_not_exists(pk)",
    };
    await h.call("PutItem", input, ROOT);
  });
});

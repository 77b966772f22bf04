/**
 * The DynamoDB Streams API.
 * Source: Amazon DynamoDB Streams API Reference; Developer Guide, "Change data capture for DynamoDB Streams".
 */
import assert from "node:assert/strict";
import type { StreamRecord } from "./engine/stream.ts";
import { DynamoDbHarness, type RecordsPage, SESSION } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });
const HOUR = 3_600_000;
const ids = (records: readonly StreamRecord[]) => records.map(({ dynamodb }) => dynamodb.Keys.pk?.S);

describe("DynamoDB streams", () => {
  let h: DynamoDbHarness;
  beforeEach(() => {
    h = new DynamoDbHarness();
  });
  afterEach(() => h.close());

  const streamed = async (StreamViewType = "KEYS_ONLY", name = "streamed") => {
    await h.createTable(name, { StreamSpecification: { StreamEnabled: true, StreamViewType } });
    const arn = await h.streamArn(name);
    const [shard] = await h.shards(arn);
    assert.ok(shard);
    return { arn, shardId: shard.ShardId };
  };
  const read = (ShardIterator: string, Limit?: number) =>
    h.call<RecordsPage>("GetRecords", { ShardIterator, ...(Limit !== undefined && { Limit }) });

  for (const [viewType, images] of [
    ["KEYS_ONLY", [[], [], []]],
    ["NEW_IMAGE", [["NewImage"], ["NewImage"], []]],
    ["OLD_IMAGE", [[], ["OldImage"], ["OldImage"]]],
    ["NEW_AND_OLD_IMAGES", [["NewImage"], ["NewImage", "OldImage"], ["OldImage"]]],
  ] as const) {
    it(`record changes with ${viewType}`, async () => {
      await streamed(viewType);
      await h.put("streamed", { pk: S("1"), v: N(1) }, { pk: S("1"), v: N(2) }, { pk: S("1"), v: N("2.0") });
      await h.call("DeleteItem", { TableName: "streamed", Key: { pk: S("1") } });
      await h.call("DeleteItem", { TableName: "streamed", Key: { pk: S("1") } });
      const records = await h.records("streamed");
      assert.deepEqual(
        records.map(({ eventName }) => eventName),
        ["INSERT", "MODIFY", "REMOVE"],
      );
      assert.deepEqual(
        records.map(({ dynamodb }) => ["NewImage", "OldImage"].filter((image) => image in dynamodb)),
        images,
      );
      for (const { dynamodb } of records) assert.deepEqual(dynamodb.Keys, { pk: S("1") });
    });
  }

  it("hold the writes of a transaction, and none of a cancelled one", async () => {
    await streamed();
    const put = (id: string) => ({
      Put: { TableName: "streamed", Item: { pk: S(id) }, ConditionExpression: "attribute_not_exists(pk)" },
    });
    await h.call("TransactWriteItems", { TransactItems: [put("1"), put("2")] });
    await h.refusal("TransactWriteItems", { TransactItems: [put("3"), put("2")] });
    assert.equal((await h.records("streamed")).length, 2);
  });

  it("are listed and described", async () => {
    const { arn, shardId } = await streamed();
    const other = await streamed("NEW_IMAGE", "tasks");
    const label = arn.split("/stream/")[1];
    assert.deepEqual(await h.call("ListStreams", { TableName: "streamed" }), {
      Streams: [{ StreamArn: arn, TableName: "streamed", StreamLabel: label }],
    });
    const first = await h.call("ListStreams", { Limit: 1 });
    assert.equal(first.LastEvaluatedStreamArn, arn);
    const { Streams } = await h.call("ListStreams", { ExclusiveStartStreamArn: arn });
    assert.deepEqual((Streams as { StreamArn: string }[])[0]?.StreamArn, other.arn);
    const { StreamDescription } = await h.call<{ StreamDescription: Record<string, unknown> }>(
      "DescribeStream",
      { StreamArn: arn },
    );
    const { CreationRequestDateTime, Shards, ...rest } = StreamDescription;
    assert.equal(typeof CreationRequestDateTime, "number");
    assert.deepEqual(Shards, [
      { ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: "000000000000000000001" } },
    ]);
    assert.deepEqual(rest, {
      StreamArn: arn,
      StreamLabel: label,
      StreamStatus: "ENABLED",
      StreamViewType: "KEYS_ONLY",
      TableName: "streamed",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    });
  });

  it("are read from the oldest record, from now on, at and after a sequence number", async () => {
    const { arn, shardId } = await streamed();
    const latest = await h.iterator(arn, shardId, "LATEST");
    await h.put("streamed", { pk: S("1") }, { pk: S("2") }, { pk: S("3") });
    const horizon = await read(await h.iterator(arn, shardId, "TRIM_HORIZON"), 2);
    assert.deepEqual(ids(horizon.Records), ["1", "2"]);
    assert.deepEqual(ids((await read(horizon.NextShardIterator ?? "")).Records), ["3"]);
    assert.deepEqual(ids((await read(latest)).Records), ["1", "2", "3"]);
    assert.deepEqual((await read(await h.iterator(arn, shardId, "LATEST"))).Records, []);
    const second = horizon.Records[1]?.dynamodb.SequenceNumber;
    const at = await h.iterator(arn, shardId, "AT_SEQUENCE_NUMBER", second);
    assert.deepEqual(ids((await read(at)).Records), ["2", "3"]);
    const after = await h.iterator(arn, shardId, "AFTER_SEQUENCE_NUMBER", second);
    assert.deepEqual(ids((await read(after)).Records), ["3"]);
  });

  it("answer at most 1 MB at a time", async () => {
    const { arn, shardId } = await streamed("NEW_IMAGE");
    const big = S("x".repeat(390 * 1024));
    await h.put("streamed", { pk: S("1"), big }, { pk: S("2"), big }, { pk: S("3"), big });
    const page = await read(await h.iterator(arn, shardId, "TRIM_HORIZON"));
    assert.deepEqual(ids(page.Records), ["1", "2"]);
    assert.deepEqual(ids((await read(page.NextShardIterator ?? "")).Records), ["3"]);
  });

  it("go on in a child shard after four hours; the parent ends", async () => {
    const { arn, shardId } = await streamed();
    await h.put("streamed", { pk: S("1") });
    await h.clock.advance(4 * HOUR);
    await h.put("streamed", { pk: S("2") });
    const [parent, child] = await h.shards(arn);
    assert.equal(parent?.ShardId, shardId);
    assert.ok(parent?.SequenceNumberRange.EndingSequenceNumber);
    assert.equal(child?.ParentShardId, shardId);
    const page = await read(await h.iterator(arn, shardId, "TRIM_HORIZON"));
    assert.deepEqual([ids(page.Records), page.NextShardIterator], [["1"], undefined]);
    const next = await read(await h.iterator(arn, child?.ShardId ?? "", "TRIM_HORIZON"));
    assert.deepEqual(ids(next.Records), ["2"]);
    assert.ok(next.NextShardIterator);
    const { StreamDescription } = await h.call<{ StreamDescription: { Shards: unknown[] } }>(
      "DescribeStream",
      { StreamArn: arn, ShardFilter: { Type: "CHILD_SHARDS", ShardId: shardId } },
    );
    assert.deepEqual(StreamDescription.Shards, [child]);
  });

  it("keep records for 24 hours, and say what was lost to a reader that came too late", async () => {
    const { arn, shardId } = await streamed();
    await h.put("streamed", { pk: S("1") }, { pk: S("2") });
    const [first] = await h.records("streamed");
    await h.clock.advance(3 * HOUR);
    await h.put("streamed", { pk: S("3") });
    await h.clock.advance(22 * HOUR);
    assert.deepEqual(ids(await h.records("streamed")), ["3"]);
    const late = { StreamArn: arn, ShardId: shardId, SequenceNumber: first?.dynamodb.SequenceNumber };
    assert.match(
      await h.refusal("GetShardIterator", { ...late, ShardIteratorType: "AFTER_SEQUENCE_NUMBER" }),
      /^TrimmedDataAccessException: /,
    );
  });

  it("are read on once per sequence number by a reader that was killed and remembers its place", async () => {
    const { arn } = await streamed();
    const seen: string[] = [];
    const places = new Map<string, string>();
    /** Reads all shards, three records at a time, and dies after `budget` records without its last page's place. */
    const reader = async (records: number) => {
      let budget = records;
      for (const { ShardId } of await h.shards(arn)) {
        const place = places.get(ShardId);
        let next: string | undefined =
          place === undefined
            ? await h.iterator(arn, ShardId, "TRIM_HORIZON")
            : await h.iterator(arn, ShardId, "AFTER_SEQUENCE_NUMBER", place);
        while (next !== undefined) {
          const page: RecordsPage = await read(next, 3);
          if (page.Records.length === 0) break;
          for (const { dynamodb } of page.Records) {
            if (budget-- === 0) return;
            seen.push(dynamodb.SequenceNumber);
            places.set(ShardId, dynamodb.SequenceNumber);
          }
          next = page.NextShardIterator;
        }
      }
    };
    for (let round = 0; round < 12; round++) {
      for (let item = 0; item < 5; item++) await h.put("streamed", { pk: S(`${round}-${item}`) });
      await reader(round % 5);
      await h.clock.advance(HOUR);
    }
    await reader(1000);
    assert.equal(seen.length, 60);
    assert.deepEqual(seen, [...new Set(seen)].sort());
  });

  it("are readable for 24 hours after they were disabled, and after their table is gone", async () => {
    const { arn, shardId } = await streamed();
    await h.put("streamed", { pk: S("1") });
    const disabled = { TableName: "streamed", StreamSpecification: { StreamEnabled: false } };
    await h.call("UpdateTable", disabled);
    await h.call("DeleteTable", { TableName: "streamed" });
    const { StreamDescription } = await h.call<{ StreamDescription: { StreamStatus: string } }>(
      "DescribeStream",
      { StreamArn: arn },
    );
    assert.equal(StreamDescription.StreamStatus, "DISABLED");
    const page = await read(await h.iterator(arn, shardId, "TRIM_HORIZON"));
    assert.deepEqual([ids(page.Records), page.NextShardIterator], [["1"], undefined]);
    await h.clock.advance(24 * HOUR);
    assert.match(
      await h.refusal("DescribeStream", { StreamArn: arn }),
      /^ResourceNotFoundException: .*not found$/,
    );
    assert.deepEqual(await h.call("ListStreams", {}), { Streams: [] });
  });

  it("let an iterator expire after 15 minutes", async () => {
    const { arn, shardId } = await streamed();
    const ShardIterator = await h.iterator(arn, shardId, "LATEST");
    await h.clock.advance(15 * 60_000 + 1000);
    assert.match(await h.refusal("GetRecords", { ShardIterator }), /^ExpiredIteratorException: /);
  });

  it("need the permissions on the stream and the use of the table's key", async () => {
    const { arn, shardId } = await streamed();
    h.accesses.length = 0;
    await read(await h.iterator(arn, shardId, "LATEST"));
    assert.deepEqual(
      h.accesses.map(({ action, resource }) => [action, resource]),
      [
        ["dynamodb:GetShardIterator", arn],
        ["dynamodb:GetRecords", arn],
      ],
    );
    await h.call("UpdateTable", {
      TableName: "streamed",
      SSESpecification: { Enabled: true, KMSMasterKeyId: "key-1" },
    });
    h.keyUses.length = 0;
    await h.call("GetRecords", { ShardIterator: await h.iterator(arn, shardId, "LATEST") }, SESSION);
    assert.deepEqual(
      h.keyUses.map(({ principal, use }) => [principal, use.action]),
      [[SESSION, "kms:Decrypt"]],
    );
  });

  for (const [what, operation, input, expected] of [
    [
      "no such stream",
      "DescribeStream",
      { StreamArn: `${"arn:".padEnd(40, "x")}` },
      /^ResourceNotFoundException/,
    ],
    [
      "a limit over 1000",
      "GetRecords",
      { ShardIterator: "x", Limit: 1001 },
      /^ValidationException: 1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000$/,
    ],
    [
      "an iterator it never gave",
      "GetRecords",
      { ShardIterator: "x" },
      /^ValidationException: Invalid ShardIterator$/,
    ],
    [
      "no type",
      "GetShardIterator",
      { StreamArn: "x".repeat(37), ShardId: "x".repeat(28) },
      /Value null at 'shardIteratorType' failed to satisfy constraint: Member must not be null/,
    ],
    [
      "a short shard id",
      "GetShardIterator",
      { StreamArn: "x".repeat(37), ShardId: "x", ShardIteratorType: "LATEST" },
      /at 'shardId' failed to satisfy constraint: Member must have length greater than or equal to 28/,
    ],
  ] as const) {
    it(`refuse ${what}`, async () => assert.match(await h.refusal(operation, input), expected));
  }

  it("refuse an unknown shard, and sequence numbers where they are not wanted, missing or not the shard's", async () => {
    const { arn, shardId } = await streamed();
    const ask = (more: object) =>
      h.refusal("GetShardIterator", { StreamArn: arn, ShardId: shardId, ...more });
    const SequenceNumber = "0".repeat(21);
    const at = "AT_SEQUENCE_NUMBER";
    assert.match(
      await ask({ ShardId: "x".repeat(28), ShardIteratorType: "LATEST" }),
      /^ResourceNotFoundException/,
    );
    assert.match(await ask({ ShardIteratorType: "LATEST", SequenceNumber }), /^ValidationException/);
    assert.match(await ask({ ShardIteratorType: at }), /^ValidationException/);
    assert.match(await ask({ ShardIteratorType: at, SequenceNumber }), /^ValidationException/);
  });
});

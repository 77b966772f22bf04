import assert from "node:assert/strict";
import fc from "fast-check";
import { DynamoDbHarness, type Page, type WireItem } from "./testing.ts";

/** What a table with a hash key `pk`, a numeric sort key `sk` and an index on `g`, `t` should hold, done naively. */
class Model {
  readonly items = new Map<string, WireItem>();

  static id(item: WireItem): string {
    return `${item.pk?.S}/${item.sk?.N}`;
  }

  partition(pk: string): WireItem[] {
    return this.sorted((item) => item.pk?.S === pk, "sk");
  }

  index(g: string): WireItem[] {
    return this.sorted((item) => item.g?.S === g && item.t !== undefined, "t");
  }

  sorted(predicate: (item: WireItem) => boolean, by: string): WireItem[] {
    return [...this.items.values()]
      .filter(predicate)
      .sort((a, b) => Number(a[by]?.N) - Number(b[by]?.N) || (Model.id(a) < Model.id(b) ? -1 : 1));
  }
}

const key = fc.record({
  pk: fc.constantFrom("a", "b", "ç").map((S) => ({ S })),
  sk: fc.constantFrom("-2", "-1.5", "0", "0.5", "3", "10").map((N) => ({ N })),
});
const attributes = fc.record(
  {
    g: fc.constantFrom("x", "y").map((S) => ({ S })),
    t: fc.integer({ min: -3, max: 3 }).map((n) => ({ N: String(n) })),
    note: fc.string({ maxLength: 4 }).map((S) => ({ S })),
  },
  { requiredKeys: [] },
);
const command = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), key, attributes }),
  fc.record({ kind: fc.constant("add" as const), key, amount: fc.integer({ min: -5, max: 5 }) }),
  fc.record({ kind: fc.constant("unset" as const), key, attribute: fc.constantFrom("g", "t", "note") }),
  fc.record({ kind: fc.constant("delete" as const), key }),
  fc.record({ kind: fc.constant("create" as const), key, attributes }),
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function run(h: DynamoDbHarness, model: Model, step: Command): Promise<void> {
  const id = Model.id(step.key);
  const old = model.items.get(id);
  switch (step.kind) {
    case "put": {
      const item = { ...step.key, ...step.attributes };
      await h.put("t-model", item);
      model.items.set(id, item);
      return;
    }
    case "create": {
      const item = { ...step.key, ...step.attributes };
      const input = { TableName: "t-model", Item: item, ConditionExpression: "attribute_not_exists(pk)" };
      if (old === undefined) {
        await h.call("PutItem", input);
        model.items.set(id, item);
      } else assert.match(await h.refusal("PutItem", input), /^ConditionalCheckFailedException/);
      return;
    }
    case "add": {
      await h.call("UpdateItem", {
        TableName: "t-model",
        Key: step.key,
        UpdateExpression: "ADD t :n",
        ExpressionAttributeValues: { ":n": { N: String(step.amount) } },
      });
      const sum = Number(old?.t?.N ?? 0) + step.amount;
      model.items.set(id, { ...step.key, ...old, t: { N: String(sum) } });
      return;
    }
    case "unset": {
      await h.call("UpdateItem", {
        TableName: "t-model",
        Key: step.key,
        UpdateExpression: "REMOVE #a",
        ExpressionAttributeNames: { "#a": step.attribute },
      });
      const item: WireItem = { ...step.key, ...old };
      const { [step.attribute]: _, ...rest } = item;
      model.items.set(id, rest);
      return;
    }
    case "delete":
      await h.call("DeleteItem", { TableName: "t-model", Key: step.key });
      model.items.delete(id);
  }
}

/** All items of a query or a scan, page by page. */
async function all(h: DynamoDbHarness, operation: string, input: object): Promise<WireItem[]> {
  const items: WireItem[] = [];
  let from: WireItem | undefined;
  do {
    const page: Page = await h.call(operation, { ...input, ...(from && { ExclusiveStartKey: from }) });
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

describe("DynamoDB against a naive model", () => {
  it("answers as the model does after any sequence of writes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, limit) => {
          const h = new DynamoDbHarness();
          await h.createTable("t-model", {
            sk: "N",
            AttributeDefinitions: [
              { AttributeName: "pk", AttributeType: "S" },
              { AttributeName: "sk", AttributeType: "N" },
              { AttributeName: "g", AttributeType: "S" },
              { AttributeName: "t", AttributeType: "N" },
            ],
            GlobalSecondaryIndexes: [
              {
                IndexName: "by-g",
                KeySchema: [
                  { AttributeName: "g", KeyType: "HASH" },
                  { AttributeName: "t", KeyType: "RANGE" },
                ],
                Projection: { ProjectionType: "ALL" },
              },
            ],
          });
          const model = new Model();
          for (const step of steps) await run(h, model, step);

          for (const pk of ["a", "b", "ç"]) {
            const input = {
              TableName: "t-model",
              KeyConditionExpression: "pk = :pk",
              ExpressionAttributeValues: { ":pk": { S: pk } },
              Limit: limit,
            };
            const expected = model.partition(pk);
            assert.deepEqual(await all(h, "Query", input), expected);
            assert.deepEqual(
              await all(h, "Query", { ...input, ScanIndexForward: false }),
              expected.reverse(),
            );
          }
          for (const g of ["x", "y"]) {
            const input = {
              TableName: "t-model",
              IndexName: "by-g",
              KeyConditionExpression: "g = :g AND t BETWEEN :low AND :high",
              ExpressionAttributeValues: { ":g": { S: g }, ":low": { N: "-2" }, ":high": { N: "2" } },
              Limit: limit,
            };
            const expected = model.index(g).filter(({ t }) => Math.abs(Number(t?.N)) <= 2);
            const answered = await all(h, "Query", input);
            assert.deepEqual(new Set(answered), new Set(expected));
            assert.deepEqual(
              answered.map(({ t }) => t),
              expected.map(({ t }) => t),
            );
          }
          const segments = await Promise.all(
            [0, 1, 2].map((Segment) =>
              all(h, "Scan", { TableName: "t-model", Segment, TotalSegments: 3, Limit: limit }),
            ),
          );
          const scanned = new Map(segments.flat().map((item) => [Model.id(item), item]));
          assert.equal(segments.flat().length, model.items.size);
          for (const [id, item] of model.items) assert.deepEqual(scanned.get(id), item);
          h.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

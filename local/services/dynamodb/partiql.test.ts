/** Source: Amazon DynamoDB Developer Guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB". */
import assert from "node:assert/strict";
import { DynamoDbHarness, type WireItem } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });

interface Answer {
  readonly Items: readonly WireItem[];
  readonly NextToken?: string;
  readonly ConsumedCapacity?: Readonly<Record<string, unknown>>;
}

describe("DynamoDB PartiQL", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("Music", {
      sk: "N",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
        { AttributeName: "genre", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-genre",
          KeySchema: [{ AttributeName: "genre", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    });
    for (const pk of ["a", "b"])
      for (let sk = 1; sk <= 3; sk++)
        await h.put("Music", {
          pk: S(pk),
          sk: N(sk),
          title: S(`${pk}${sk}`),
          genre: S(sk === 1 ? "jazz" : "rock"),
          meta: { M: { tags: { L: [S("x"), S("y")] }, year: N(1990 + sk) } },
          ...(sk === 3 && { gone: { NULL: true } }),
        });
    h.accesses.length = 0;
  });
  afterEach(() => h.close());

  const run = (Statement: string, Parameters?: readonly object[], more: object = {}) =>
    h.call<Answer>("ExecuteStatement", { Statement, ...(Parameters && { Parameters }), ...more });
  const refused = (Statement: string, Parameters?: readonly object[]) =>
    h.refusal("ExecuteStatement", { Statement, ...(Parameters && { Parameters }) });
  const titles = async (where: string, parameters?: readonly object[]) => {
    const { Items } = await run(`SELECT title FROM Music WHERE ${where}`, parameters);
    return Items.map(({ title }) => title?.S);
  };
  const item = (pk: string, sk: number) => h.get("Music", { pk: S(pk), sk: N(sk) });

  for (const [where, expected] of [
    ["pk = 'a'", ["a1", "a2", "a3"]],
    ["'a' = pk AND sk > 1", ["a2", "a3"]],
    ["pk = 'a' AND sk BETWEEN 2 AND 3", ["a2", "a3"]],
    ["pk = 'a' AND (sk = 1 OR sk = 3)", ["a1", "a3"]],
    ["pk = 'a' AND sk = 1 AND title = 'other'", []],
    ["pk IN ['b', 'a', 'b'] AND sk = 2", ["b2", "a2"]],
    ["pk = 'a' AND gone IS NOT MISSING", ["a3"]],
    ["pk = 'a' AND gone IS NULL", ["a3"]],
    ["pk = 'a' AND gone IS MISSING", ["a1", "a2"]],
    ["pk = 'a' AND NOT title = 'a2'", ["a1", "a3"]],
    ["pk = 'a' AND title <> 'a2' AND title != 'a1'", ["a3"]],
    ["pk = 'a' AND begins_with(title, 'a') AND meta.year >= 1992", ["a2", "a3"]],
    ["pk = 'a' AND contains(meta.tags, 'x') AND sk IN (1, 9)", ["a1"]],
    ["pk = 'a' AND size(meta.tags) = 2 AND meta.tags[1] = 'y' AND sk = 1", ["a1"]],
    ["pk = 'a' AND attribute_type(\"gone\", 'NULL')", ["a3"]],
    ["pk = 'a' ORDER BY sk DESC", ["a3", "a2", "a1"]],
  ] as const) {
    it(`selects WHERE ${where}`, async () => assert.deepEqual(await titles(where), expected));
  }

  it("scans where no partition key is named, and says so to IAM", async () => {
    assert.deepEqual((await titles("title = 'b2' OR sk = 1")).sort(), ["a1", "b1", "b2"]);
    const { Items } = await run('SELECT * FROM "Music"');
    assert.equal(Items.length, 6);
    assert.deepEqual(
      h.accesses.map(({ action, context }) => [action, context?.["dynamodb:FullTableScan"]]),
      [
        ["dynamodb:PartiQLSelect", "true"],
        ["dynamodb:PartiQLSelect", "true"],
      ],
    );
  });

  it("reads an index, each value under the last name of its path", async () => {
    const { Items } = await run(`SELECT pk, sk FROM "Music"."by-genre" WHERE genre = 'jazz'`);
    assert.deepEqual(Items, [
      { pk: S("a"), sk: N(1) },
      { pk: S("b"), sk: N(1) },
    ]);
    assert.match(h.accesses[0]?.resource ?? "", /table\/Music\/index\/by-genre$/);
    const nested = await run("SELECT meta.year, meta.tags[0] FROM Music WHERE pk = 'a' AND sk = 1");
    assert.deepEqual(nested.Items, [{ year: N(1991), tags: S("x") }]);
    assert.match(
      await refused(`SELECT title FROM "Music"."by-genre" WHERE genre = 'jazz'`),
      /does not project \[title\]$/,
    );
  });

  it("takes parameters in place of values", async () => {
    assert.deepEqual(await titles("pk = ? AND sk IN [?, ?]", [S("a"), N(1), N(3)]), ["a1", "a3"]);
    assert.equal(
      await refused("SELECT * FROM Music WHERE pk = ?", [S("a"), S("b")]),
      "ValidationException: Number of parameters in request and statement don't match.",
    );
  });

  it("pages with a token that is good for its statement only", async () => {
    const statement = "SELECT title FROM Music WHERE pk IN ['a', 'b']";
    const found: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page: Answer = await run(statement, undefined, { Limit: 2, ...(NextToken && { NextToken }) });
      assert.ok(page.Items.length <= 2);
      found.push(...page.Items.map(({ title }) => title?.S));
      if (page.NextToken !== undefined && found.length === 2) {
        const other = { Statement: "SELECT * FROM Music", NextToken: page.NextToken };
        assert.match(await h.refusal("ExecuteStatement", other), /NextToken does not match request$/);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.deepEqual(found, ["a1", "a2", "a3", "b1", "b2", "b3"]);
    assert.match(
      await h.refusal("ExecuteStatement", { Statement: statement, NextToken: "x" }),
      /^ValidationException: Given NextToken is invalid$/,
    );
  });

  it("inserts what is not there yet", async () => {
    const insert = `INSERT INTO "Music" VALUE {'pk': 'c', 'sk': 1, 'it''s': -1.50, 'list': [1, true, null], 'set': <<'x', 'y'>>, "map": {'k': ?}}`;
    assert.deepEqual(await run(insert, [{ BOOL: false }]), { Items: [] });
    assert.deepEqual(await item("c", 1), {
      pk: S("c"),
      sk: N(1),
      "it's": N(-1.5),
      list: { L: [N(1), { BOOL: true }, { NULL: true }] },
      set: { SS: ["x", "y"] },
      map: { M: { k: { BOOL: false } } },
    });
    assert.equal(
      await refused(insert, [{ BOOL: true }]),
      "DuplicateItemException: Duplicate primary key exists in table",
    );
    assert.deepEqual(h.accesses[0]?.context?.["dynamodb:LeadingKeys"], ["c"]);
  });

  it("updates what is there, and returns what is asked for", async () => {
    const { Items } = await run(
      "UPDATE Music SET title = 'new', meta.year = meta.year + 1, meta.tags = list_append(meta.tags, ['z']) " +
        "SET rated = set_add(rated, <<5>>) REMOVE genre WHERE pk = 'a' AND sk = 1 RETURNING MODIFIED NEW *",
    );
    assert.deepEqual(Items, [
      {
        title: S("new"),
        meta: { M: { year: N(1992), tags: { L: [S("x"), S("y"), S("z")] } } },
        rated: { NS: ["5"] },
      },
    ]);
    const old = await run("UPDATE Music SET title = 'newer' WHERE pk = 'a' AND sk = 1 RETURNING ALL OLD *");
    assert.equal(old.Items[0]?.title?.S, "new");
    assert.equal((await item("a", 1))?.genre, undefined);
    const conditional = "UPDATE Music SET title = 'x' WHERE pk = 'a' AND sk = 1 AND title = 'other'";
    const failure = await h.failure("ExecuteStatement", {
      Statement: conditional,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    assert.equal(failure.code, "ConditionalCheckFailedException");
    assert.equal((failure.fields.Item as WireItem).title?.S, "newer");
    assert.match(
      await refused("UPDATE Music SET title = 'x' WHERE pk = 'none' AND sk = 1"),
      /^ConditionalCheckFailedException/,
    );
  });

  it("deletes what is there; what is not does not matter", async () => {
    const { Items } = await run("DELETE FROM Music WHERE pk = 'a' AND sk = 1 RETURNING ALL OLD *");
    assert.equal(Items[0]?.title?.S, "a1");
    assert.deepEqual(await run("DELETE FROM Music WHERE pk = 'a' AND sk = 1 AND title = 'x'"), { Items: [] });
    assert.match(
      await refused("DELETE FROM Music WHERE pk = 'a' AND sk = 2 AND title = 'x'"),
      /^ConditionalCheckFailedException/,
    );
  });

  for (const [statement, expected] of [
    ["SELECTT * FROM Music", /^ValidationException: Statement wasn't well formed, can't be processed: /],
    ["SELECT * FROM Music WHERE", /Expected a name but found the end of the statement$/],
    ["SELECT * FROM Music WHERE pk ~ 1", /Unexpected character at position 30$/],
    ["SELECT * FROM Music nonsense", /Unexpected nonsense$/],
    ["SELECT * FROM None", /^ResourceNotFoundException/],
    ['SELECT * FROM "Music"."none"', /The table does not have the specified index: none$/],
    [
      "SELECT * FROM Music ORDER BY sk",
      /Must have WHERE clause in the statement when using ORDER BY clause\.$/,
    ],
    [
      "SELECT * FROM Music WHERE sk = 1 ORDER BY sk",
      /Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause\.$/,
    ],
    [
      "UPDATE Music SET title = 'x' WHERE pk = 'a'",
      /^ValidationException: Where clause does not contain a mandatory equality on all key attributes$/,
    ],
    [
      "UPDATE Music SET sk = 2 WHERE pk = 'a' AND sk = 1",
      /Cannot update attribute sk\. This attribute is part/,
    ],
    ["UPDATE Music SET a = 1, a.b = 2 WHERE pk = 'a' AND sk = 1", /Two document paths overlap/],
    ["INSERT INTO Music VALUE {'pk': 'x'}", /Missing the key sk in the item$/],
    ["INSERT INTO Music VALUE {'pk': 'x', 'sk': 'text'}", /Type mismatch for key sk expected: N actual: S$/],
    ["SELECT * FROM Music WHERE pk = 1", /Condition parameter type does not match schema type$/],
    ["EXISTS(SELECT * FROM Music WHERE pk = 'a' AND sk = 1)", /EXISTS can only be used in a transaction$/],
    ["DELETE FROM Music WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *", /Only RETURNING ALL OLD \*/],
  ] as const) {
    it(`refuses ${statement}`, async () => assert.match(await refused(statement), expected));
  }

  it("runs a batch statement by statement", async () => {
    const answer = await h.call("BatchExecuteStatement", {
      Statements: [
        { Statement: "SELECT title FROM Music WHERE pk = 'a' AND sk = 1" },
        { Statement: "SELECT title FROM Music WHERE pk = 'a'" },
        { Statement: "SELECT title FROM None WHERE pk = 'a'" },
        { Statement: "SELECT nonsense" },
        { Statement: "SELECT * FROM Music WHERE pk = 'none' AND sk = 1" },
      ],
      ReturnConsumedCapacity: "TOTAL",
    });
    const validation = (Message: string) => ({ Code: "ValidationError", Message });
    assert.deepEqual(answer, {
      Responses: [
        { TableName: "Music", Item: { title: S("a1") } },
        {
          TableName: "Music",
          Error: validation("Where clause does not contain a mandatory equality on all key attributes"),
        },
        { TableName: "None", Error: { Code: "ResourceNotFound", Message: "Requested resource not found" } },
        {
          Error: validation(
            "Statement wasn't well formed, can't be processed: Expected FROM but found the end of the statement",
          ),
        },
        { TableName: "Music" },
      ],
      ConsumedCapacity: [{ TableName: "Music", CapacityUnits: 1 }],
    });
    const writes = await h.call("BatchExecuteStatement", {
      Statements: [
        { Statement: "INSERT INTO Music VALUE {'pk': 'a', 'sk': 1}" },
        { Statement: "UPDATE Music SET title = 'n' WHERE pk = 'b' AND sk = 1 RETURNING ALL NEW *" },
      ],
    });
    const [duplicate, updated] = writes.Responses as [{ Error: { Code: string } }, { Item: WireItem }];
    assert.deepEqual([duplicate.Error.Code, updated.Item.title?.S], ["DuplicateItem", "n"]);
    assert.match(
      await h.refusal("BatchExecuteStatement", {
        Statements: [
          { Statement: "SELECT * FROM Music WHERE pk = 'a' AND sk = 1" },
          { Statement: "DELETE FROM Music WHERE pk = 'a' AND sk = 1" },
        ],
      }),
      /must be either reads or writes$/,
    );
  });

  it("denies a batch statement by statement", async () => {
    h.denied.add("dynamodb:PartiQLDelete");
    const { Responses } = await h.call("BatchExecuteStatement", {
      Statements: [
        { Statement: "DELETE FROM Music WHERE pk = 'a' AND sk = 1" },
        { Statement: "UPDATE Music SET title = 'n' WHERE pk = 'a' AND sk = 1" },
      ],
    });
    assert.deepEqual(Responses, [
      { TableName: "Music", Error: { Code: "AccessDenied", Message: "not dynamodb:PartiQLDelete" } },
      { TableName: "Music" },
    ]);
    h.denied.clear();
    const { Items } = await run("SELECT title FROM Music WHERE pk = 'a' AND sk = 1");
    assert.deepEqual(Items, [{ title: S("n") }]);
  });

  it("runs transactions: reads, writes and checks, all or nothing, once a token", async () => {
    const { Responses } = await h.call("ExecuteTransaction", {
      TransactStatements: [
        { Statement: "SELECT title FROM Music WHERE pk = 'a' AND sk = 1" },
        { Statement: "SELECT title FROM Music WHERE pk = 'none' AND sk = 1" },
      ],
    });
    assert.deepEqual(Responses, [{ Item: { title: S("a1") } }, {}]);
    const failing = await h.failure("ExecuteTransaction", {
      TransactStatements: [
        { Statement: "INSERT INTO Music VALUE {'pk': 'n', 'sk': 1}" },
        { Statement: "INSERT INTO Music VALUE {'pk': 'a', 'sk': 1}" },
        { Statement: "EXISTS(SELECT * FROM Music WHERE pk = 'a' AND sk = 2 AND title = 'x')" },
      ],
    });
    assert.deepEqual(
      (failing.fields.CancellationReasons as { Code: string }[]).map(({ Code }) => Code),
      ["None", "DuplicateItem", "ConditionalCheckFailed"],
    );
    assert.equal(await item("n", 1), undefined);
    const input = {
      ClientRequestToken: "t1",
      TransactStatements: [
        { Statement: "UPDATE Music SET n = if_not_exists(n, 0) + 1 WHERE pk = 'a' AND sk = 1" },
        { Statement: "EXISTS(SELECT * FROM Music WHERE pk = 'a' AND sk = 2 AND title = 'a2')" },
        { Statement: "DELETE FROM Music WHERE pk = 'b' AND sk = 1" },
      ],
    };
    assert.deepEqual(await h.call("ExecuteTransaction", input), { Responses: [{}, {}, {}] });
    await h.call("ExecuteTransaction", input);
    assert.deepEqual([(await item("a", 1))?.n, await item("b", 1)], [N(1), undefined]);
    assert.equal(h.accesses[0]?.context?.["dynamodb:EnclosingOperation"], "ExecuteTransaction");
  });

  it("limits statements and their number", async () => {
    const Statement = "SELECT * FROM Music WHERE pk = 'a' AND sk = 1";
    assert.match(
      await h.refusal("BatchExecuteStatement", { Statements: Array(26).fill({ Statement }) }),
      /at 'statements' failed to satisfy constraint: Member must have length less than or equal to 25$/,
    );
    assert.match(
      await h.refusal("ExecuteTransaction", { TransactStatements: [] }),
      /greater than or equal to 1$/,
    );
    assert.match(await refused("x".repeat(8193)), /less than or equal to 8192$/);
  });

  it("writes as any other write does: streams, indexes and capacity", async () => {
    await h.call("UpdateTable", {
      TableName: "Music",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    });
    const { ConsumedCapacity } = await run(
      "UPDATE Music SET genre = 'pop' WHERE pk = 'a' AND sk = 1",
      undefined,
      {
        ReturnConsumedCapacity: "TOTAL",
      },
    );
    assert.deepEqual(ConsumedCapacity, { TableName: "Music", CapacityUnits: 3 });
    assert.equal((await h.records("Music")).length, 1);
    const { Items } = await run(`SELECT pk FROM "Music"."by-genre" WHERE genre = 'pop'`);
    assert.deepEqual(Items, [{ pk: S("a") }]);
  });
});

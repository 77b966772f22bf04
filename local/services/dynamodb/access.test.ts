import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import { DynamoDbHarness, SESSION } from "./testing.ts";

const S = (S: string) => ({ S });
const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders";
const KEY = "arn:aws:kms:eu-west-1:000000000000:key/1234";

describe("access to DynamoDB", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("orders", {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "owner", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-owner",
          KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    });
    h.accesses.length = 0;
  });
  afterEach(() => h.close());

  const key = { TableName: "orders", Key: { pk: S("1") } };
  for (const [operation, input, accesses] of [
    [
      "PutItem",
      {
        TableName: "orders",
        Item: { pk: S("1"), note: S("n") },
        ConditionExpression: "attribute_not_exists(pk)",
      },
      [
        {
          action: "dynamodb:PutItem",
          resource: TABLE,
          context: { "dynamodb:LeadingKeys": ["1"], "dynamodb:Attributes": ["pk", "note"] },
        },
      ],
    ],
    [
      "GetItem",
      { ...key, ProjectionExpression: "doc.a, b" },
      [
        {
          action: "dynamodb:GetItem",
          resource: TABLE,
          context: { "dynamodb:LeadingKeys": ["1"], "dynamodb:Attributes": ["pk", "doc", "b"] },
        },
      ],
    ],
    [
      "UpdateItem",
      {
        ...key,
        TableName: TABLE,
        UpdateExpression: "SET a = b.c",
        ReturnValues: "NONE",
        ConditionExpression: "attribute_exists(b)",
      },
      [
        {
          action: "dynamodb:UpdateItem",
          resource: TABLE,
          context: {
            "dynamodb:LeadingKeys": ["1"],
            "dynamodb:Attributes": ["pk", "b", "a"],
            "dynamodb:ReturnValues": "NONE",
          },
        },
      ],
    ],
    [
      "Query",
      {
        TableName: "orders",
        IndexName: "by-owner",
        KeyConditionExpression: ":o = #o",
        ExpressionAttributeNames: { "#o": "owner" },
        ExpressionAttributeValues: { ":o": S("ada") },
        Select: "ALL_ATTRIBUTES",
      },
      [
        {
          action: "dynamodb:Query",
          resource: `${TABLE}/index/by-owner`,
          context: {
            "dynamodb:LeadingKeys": ["ada"],
            "dynamodb:Attributes": ["owner"],
            "dynamodb:Select": "ALL_ATTRIBUTES",
          },
        },
      ],
    ],
    ["Scan", { TableName: "orders" }, [{ action: "dynamodb:Scan", resource: TABLE, context: {} }]],
    [
      "BatchWriteItem",
      {
        RequestItems: {
          orders: [{ PutRequest: { Item: { pk: S("1") } } }, { DeleteRequest: { Key: { pk: S("2") } } }],
        },
      },
      [
        {
          action: "dynamodb:BatchWriteItem",
          resource: TABLE,
          context: { "dynamodb:LeadingKeys": ["1", "2"], "dynamodb:Attributes": ["pk"] },
        },
      ],
    ],
    [
      "TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "orders", Item: { pk: S("1") } } },
          {
            ConditionCheck: {
              TableName: "orders",
              Key: { pk: S("2") },
              ConditionExpression: "attribute_not_exists(pk)",
            },
          },
        ],
      },
      [
        {
          action: "dynamodb:PutItem",
          resource: TABLE,
          context: {
            "dynamodb:LeadingKeys": ["1"],
            "dynamodb:Attributes": ["pk"],
            "dynamodb:EnclosingOperation": "TransactWriteItems",
          },
        },
        {
          action: "dynamodb:ConditionCheckItem",
          resource: TABLE,
          context: {
            "dynamodb:LeadingKeys": ["2"],
            "dynamodb:Attributes": ["pk"],
            "dynamodb:EnclosingOperation": "TransactWriteItems",
          },
        },
      ],
    ],
    ["DescribeTable", { TableName: "orders" }, [{ action: "dynamodb:DescribeTable", resource: TABLE }]],
    ["ListTables", {}, [{ action: "dynamodb:ListTables", resource: "*" }]],
  ] as const) {
    it(`is asked for ${operation}`, async () => {
      if (operation === "UpdateItem") await h.put("orders", { pk: S("1"), b: { M: { c: S("c") } } });
      h.accesses.length = 0;
      await h.call(operation, input);
      assert.deepEqual(h.accesses, accesses);
    });
  }

  it("is needed for each part of a transaction, before anything is written", async () => {
    h.denied.add("dynamodb:DeleteItem");
    const input = {
      TransactItems: [
        { Put: { TableName: "orders", Item: { pk: S("1") } } },
        { Delete: { ...key, Key: { pk: S("2") } } },
      ],
    };
    assert.match(
      await h.refusal("TransactWriteItems", input),
      /^AccessDeniedException: not dynamodb:DeleteItem$/,
    );
    assert.equal(await h.get("orders", { pk: S("1") }), undefined);
  });

  it("to a table with a customer-managed key takes the caller's use of the key, even to write", async () => {
    await h.createTable("secret", {
      SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: KEY },
    });
    assert.deepEqual(
      h.keyUses.map(({ use }) => use.action),
      ["kms:DescribeKey", "kms:CreateGrant"],
    );
    h.keyUses.length = 0;
    const calls = {
      PutItem: { TableName: "secret", Item: { pk: S("1") } },
      GetItem: { ...key, TableName: "secret" },
      Scan: { TableName: "secret" },
      BatchGetItem: { RequestItems: { secret: { Keys: [{ pk: S("1") }] } } },
      TransactWriteItems: { TransactItems: [{ Put: { TableName: "secret", Item: { pk: S("1") } } }] },
    };
    for (const [operation, input] of Object.entries(calls)) await h.call(operation, input, SESSION);
    const use = {
      key: KEY,
      action: "kms:Decrypt",
      via: "dynamodb",
      encryptionContext: { "aws:dynamodb:tableName": "secret", "aws:dynamodb:subscriberId": "000000000000" },
    };
    assert.deepEqual(
      h.keyUses,
      Array.from({ length: 5 }, () => ({ principal: SESSION, use })),
    );

    h.keyError = new AwsError("AccessDeniedException", "User: x is not authorized to perform: kms:Decrypt");
    for (const [operation, input] of Object.entries(calls)) {
      assert.equal(
        await h.refusal(operation, input, SESSION),
        "AccessDeniedException: KMS key access denied error: User: x is not authorized to perform: kms:Decrypt",
      );
    }
    await h.call("PutItem", { TableName: "orders", Item: { pk: S("1") } });
  });

  it("describes the key, AWS's own one included", async () => {
    const described = async () =>
      (await h.call<{ Table: { SSEDescription?: object } }>("DescribeTable", { TableName: "orders" })).Table
        .SSEDescription;
    assert.equal(await described(), undefined);
    await h.call("UpdateTable", { TableName: "orders", SSESpecification: { Enabled: true } });
    assert.deepEqual(await described(), {
      Status: "ENABLED",
      SSEType: "KMS",
      KMSMasterKeyArn: "arn:aws:kms:eu-west-1:000000000000:alias/aws/dynamodb",
    });
    await h.call("PutItem", { TableName: "orders", Item: { pk: S("1") } });
    assert.deepEqual(h.keyUses, []);
    h.keyError = new AwsError("NotFoundException", "Key 'x' does not exist");
    assert.equal(
      await h.refusal("UpdateTable", {
        TableName: "orders",
        SSESpecification: { Enabled: true, KMSMasterKeyId: "x" },
      }),
      "ValidationException: KMS validation error: Key 'x' does not exist",
    );
  });
});

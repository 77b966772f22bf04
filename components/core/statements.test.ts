import assert from "node:assert/strict";
import fc from "fast-check";
import { assertLeastPrivilege, mergeStatements, type Statement } from "./statements.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-dev";

function statement(over: Partial<Statement<string>> = {}): Statement<string> {
  return { Sid: "OrdersTable", Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: [TABLE], ...over };
}

describe("mergeStatements", () => {
  it("joins the actions of one id, each once and sorted", () => {
    assert.deepEqual(
      mergeStatements([
        statement({ Action: ["dynamodb:PutItem"] }),
        statement(),
        statement({ Action: ["dynamodb:PutItem"] }),
      ]),
      [statement({ Action: ["dynamodb:GetItem", "dynamodb:PutItem"] })],
    );
  });

  it("joins what differs in its actions alone, under the first id", () => {
    const key = { Resource: ["arn:aws:kms:eu-west-1:111122223333:key/1"] };
    assert.deepEqual(
      mergeStatements([
        statement({ ...key, Sid: "BKey", Action: ["kms:Decrypt"] }),
        statement({ ...key, Sid: "AKey", Action: ["kms:GenerateDataKey", "kms:Decrypt"] }),
        statement({ ...key, Sid: "CKey", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      ]).map(({ Sid, Action }) => [Sid, Action]),
      [
        ["AKey", ["kms:Decrypt", "kms:GenerateDataKey"]],
        ["CKey", ["dynamodb:GetItem"]],
      ],
    );
  });

  it("gives the same document in whatever order the grants come", () => {
    const statements = ["A", "B", "C"].flatMap((Sid) =>
      ["dynamodb:GetItem", "dynamodb:PutItem"].map((action) => statement({ Sid, Action: [action] })),
    );
    const expected = JSON.stringify(mergeStatements(statements));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(statements, { minLength: statements.length }),
        (shuffled) => JSON.stringify(mergeStatements(shuffled)) === expected,
      ),
    );
  });

  const others: readonly [what: string, over: Partial<Statement<string>>][] = [
    ["resource", { Resource: [`${TABLE}-2`] }],
    ["effect", { Effect: "Deny" }],
    ["condition", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ];
  for (const [what, over] of others) {
    it(`refuses one id for statements that differ in ${what}`, () => {
      assert.throws(() => mergeStatements([statement(), statement(over)]), /have the Sid 'OrdersTable'/);
    });
  }
});

describe("assertLeastPrivilege", () => {
  it("accepts a star where AWS has no resource to name", () => {
    assertLeastPrivilege(statement({ Action: ["xray:PutTraceSegments"], Resource: ["*"] }));
  });

  it("refuses a star where AWS has one", () => {
    assert.throws(
      () => assertLeastPrivilege(statement({ Resource: [TABLE, "*"] })),
      /'OrdersTable' allows 'dynamodb:GetItem' on every resource/,
    );
  });

  for (const action of ["*", "dynamodb:*", "dynamodb:Get*"]) {
    it(`refuses the action ${action}`, () => {
      assert.throws(() => assertLeastPrivilege(statement({ Action: [action] })), /name each action/);
    });
  }
});

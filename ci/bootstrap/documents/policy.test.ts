import assert from "node:assert/strict";
import { policy, says, textOf } from "./policy.ts";

describe("says", () => {
  const document = policy([
    { Sid: "A", Effect: "Allow", Action: ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource: ["arn:a"] },
  ]);

  it("takes a policy for the same in another order and spelling", () => {
    assert.ok(says(textOf(document), document));
    const other = {
      Statement: {
        Resource: "arn:a",
        Action: ["sqs:ReceiveMessage", "sqs:SendMessage"],
        Effect: "Allow",
        Sid: "A",
      },
      Version: "2012-10-17",
    };
    assert.ok(says(JSON.stringify(other, undefined, 4), document));
  });

  const different: readonly [what: string, from: string, to: string][] = [
    ["an action more", '"sqs:SendMessage"', '"sqs:SendMessage","sqs:DeleteQueue"'],
    ["an action less", '"sqs:SendMessage",', ""],
    ["another resource", "arn:a", "arn:b"],
    ["another effect", "Allow", "Deny"],
    ["a condition", '"Resource":["arn:a"]', '"Resource":["arn:a"],"Condition":{}'],
  ];
  for (const [what, from, to] of different) {
    it(`sees ${what}`, () => {
      const text = textOf(document).replace(from, to);
      assert.notEqual(text, textOf(document));
      assert.ok(!says(text, document));
    });
  }
});

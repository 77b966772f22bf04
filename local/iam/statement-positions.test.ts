import assert from "node:assert/strict";
import { statementPositions } from "./statement-positions.ts";

describe("statementPositions", () => {
  it("finds a single statement where AWS's documentation shows it", () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
    assert.deepEqual(statementPositions(text), [
      { start: { Line: 1, Column: 38 }, end: { Line: 1, Column: 167 } },
    ]);
  });

  it("finds statements of a list, whatever is in their strings", () => {
    const text = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "a",
            "Effect": "Allow",
            "Action": "s:A}]\\"{",
            "Resource": ["*"]
        },
        { "Effect": "Deny", "Action": "s:B", "Resource": "*", "Condition": { "Null": { "a:b": "true" } } }
    ],
    "Id": "Statement"
}`;
    assert.deepEqual(statementPositions(text), [
      { start: { Line: 3, Column: 19 }, end: { Line: 9, Column: 10 } },
      { start: { Line: 9, Column: 10 }, end: { Line: 10, Column: 107 } },
    ]);
  });
});

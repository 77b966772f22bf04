import assert from "node:assert/strict";
import { withOneFieldOf } from "./one-field.ts";

function all<T>(value: T, other: T): T[] {
  return [...withOneFieldOf(value, other)];
}

describe("a value with one field of another", () => {
  it("is one for each field that differs, however deep", () => {
    assert.deepEqual(all({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { b: 1, c: [1, 3] }, d: 2 }), [
      { a: { b: 1, c: [1, 3] }, d: 1 },
      { a: { b: 1, c: [1, 2] }, d: 2 },
    ]);
  });

  it("is taken apart in JSON text too", () => {
    const policy = (Effect: string, Action: string) => JSON.stringify({ Statement: [{ Effect, Action }] });
    assert.deepEqual(all(policy("Allow", "s3:*"), policy("Deny", "*")), [
      policy("Deny", "s3:*"),
      policy("Allow", "*"),
    ]);
  });

  it("is nothing where both are the same, and where one only leaves out what the other says is undefined", () => {
    assert.deepEqual(all({ a: 1, b: undefined }, { a: 1 } as object), []);
  });

  it("takes a longer list, a field in place of another, and another type as one field", () => {
    assert.deepEqual(all({ a: [1] }, { a: [2, 3] }), [{ a: [2, 3] }]);
    assert.deepEqual(all<object>({ StringEquals: 1, x: 1 }, { StringLike: 2, x: 1 }), [
      { StringEquals: undefined, StringLike: 2, x: 1 },
    ]);
    assert.deepEqual(all<object>({ a: { b: 1 } }, { a: "{" }), [{ a: "{" }]);
  });
});

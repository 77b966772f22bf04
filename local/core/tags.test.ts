import assert from "node:assert/strict";
import { requestTagKeys, resourceTagKeys, tagProblem } from "./tags.ts";

describe("Tags", () => {
  it("have letters, digits, spaces and some signs", () => {
    for (const [key, value] of [
      ["owner", ""],
      ["cost centre", "Köln_1.2:3/4=5+6-7@8"],
      ["k".repeat(128), "v".repeat(256)],
      ["laws:of", "aws:x"],
    ] as const)
      assert.equal(tagProblem(key, value), undefined, key);
  });

  it("are refused with the reason otherwise", () => {
    assert.match(tagProblem("", "x") ?? "", /1 to 128 characters/);
    assert.match(tagProblem("k".repeat(129), "x") ?? "", /1 to 128 characters/);
    assert.match(tagProblem("owner", "v".repeat(257)) ?? "", /more than 256 characters/);
    assert.match(tagProblem("AWS:owner", "x") ?? "", /AWS:owner is not allowed/);
    assert.match(tagProblem("owner", "a;b") ?? "", /owner has 'a;b'/);
  });

  it("are seen by policies, those asked for and those there", () => {
    const tags = { owner: "orders", environment: "dev" };
    assert.deepEqual(requestTagKeys(tags), {
      "aws:TagKeys": ["owner", "environment"],
      "aws:RequestTag/owner": "orders",
      "aws:RequestTag/environment": "dev",
    });
    assert.deepEqual(requestTagKeys({}), {});
    assert.deepEqual(resourceTagKeys({ owner: "orders" }), { "aws:ResourceTag/owner": "orders" });
  });
});

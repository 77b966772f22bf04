import assert from "node:assert/strict";
import { MARKER, planComment } from "./comment.ts";
import type { Plan, ResourceChange } from "./plan.ts";

function update(name: string, path = "memorySize", to = "2048"): ResourceChange {
  const type = "aws:lambda/function:Function";
  return {
    operation: "update",
    urn: `urn:pulumi:dev::orderflow::${type}::${name}`,
    type,
    name,
    properties: [{ path, from: "1024", to, replaces: false }],
  };
}

function plan(changes: readonly ResourceChange[], more: Partial<Plan> = {}): Plan {
  return { stack: "dev", against: "release 1", changes, unchanged: 3, problems: [], ...more };
}

describe("planComment", () => {
  it("has one line for the same change of several resources, with resource and property", () => {
    const text = planComment([plan([update("create"), update("get")])]);
    assert.ok(text.startsWith(MARKER));
    assert.match(text, /`dev`: 2 to update, 3 unchanged, compared with release 1/);
    assert.match(
      text,
      /\| update \| `aws:lambda\/function:Function` \*\*create\*\*, \*\*get\*\* \| `memorySize` \| `1024` \| `2048` \|/,
    );
    assert.ok(text.split("\n").length < 10);
  });

  it("is one text for stacks that change alike, whatever their order", () => {
    const [dev, prod] = [plan([update("create")]), plan([update("create")], { stack: "prod" })];
    assert.match(planComment([prod, dev]), /### `dev`, `prod`: 1 to update/);
    assert.equal(planComment([prod, dev]), planComment([dev, prod]));
  });

  it("says what is replaced, and by which property", () => {
    const change = { ...update("create"), operation: "replace" as const };
    const properties = [{ path: "name", from: "a", to: "b", replaces: true }];
    assert.match(
      planComment([plan([{ ...change, properties }])]),
      /\| \*\*replace\*\* .*`name` \(replaces\) \| `a` \| `b` \|/,
    );
  });

  it("says first why a plan would not be made, and counts what is too much", () => {
    const problems = Array.from({ length: 12 }, (_, index) => `problem ${index}`);
    const text = planComment([plan([], { problems })]);
    assert.match(text, /This can't be deployed/);
    assert.match(text, /problem 7\nand 4 more/);
  });

  it("folds long plans, cuts long values and counts the rest of long texts", () => {
    const many = Array.from({ length: 30 }, (_, index) => update(`f${index}`, `p${index}`, "x".repeat(200)));
    const text = planComment([plan(many)]);
    assert.match(text, /<details><summary>10 more lines<\/summary>/);
    assert.ok(!text.includes("x".repeat(61)));
    const properties = Array.from({ length: 9 }, (_, index) => ({
      path: `policy.Statement[${index}]`,
      to: "a|b`c",
      replaces: false,
    }));
    const long = planComment([plan([{ ...update("create"), properties }])]);
    assert.match(long, /`policy` \| {2}\| and 6 more/);
    assert.match(long, /`a\\\|b'c`/);
  });

  it("stays within what GitHub takes, and says so", () => {
    const changes = Array.from({ length: 3_000 }, (_, index) => update(`function-${index}`, `p${index}`));
    const text = planComment([plan(changes)]);
    assert.ok(text.length < 65_536);
    assert.match(text, /too long for a comment/);
  });
});

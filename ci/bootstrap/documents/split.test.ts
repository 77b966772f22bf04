import assert from "node:assert/strict";
import { type Statement, textOf } from "./policy.ts";
import { MAX_POLICIES, MAX_POLICY_SIZE, split } from "./split.ts";

function statement(Sid: string, count: number): Statement {
  const Action = Array.from({ length: count }, (_, index) => `sqs:Action${String(index).padStart(5, "0")}`);
  return { Sid, Effect: "Allow", Action, Resource: ["*"] };
}

describe("split", () => {
  it("puts into one policy what fits", () => {
    const [only, ...others] = split([statement("A", 2), statement("B", 2)]);
    assert.equal(only?.Statement.length, 2);
    assert.deepEqual(others, []);
  });

  it("fills policies up to IAM's limit, and loses nothing", () => {
    const given = Array.from({ length: 12 }, (_, index) => statement(`S${index}`, 100));
    const policies = split(given);
    assert.ok(policies.length > 1);
    for (const one of policies) assert.ok(textOf(one).length <= MAX_POLICY_SIZE);
    assert.deepEqual(
      policies.flatMap(({ Statement }) => Statement).sort((a, b) => a.Sid.localeCompare(b.Sid)),
      [...given].sort((a, b) => a.Sid.localeCompare(b.Sid)),
    );
  });

  it("spreads a statement that is too long by itself", () => {
    const given = statement("Long", 700);
    const policies = split([given]);
    for (const one of policies) assert.ok(textOf(one).length <= MAX_POLICY_SIZE);
    const parts = policies.flatMap(({ Statement }) => Statement);
    assert.deepEqual(
      parts.flatMap(({ Action }) => Action),
      given.Action,
    );
    assert.equal(new Set(parts.map(({ Sid }) => Sid)).size, parts.length);
  });

  it("refuses what no role can have", () => {
    const given = Array.from({ length: MAX_POLICIES + 1 }, (_, index) => statement(`S${index}`, 300));
    assert.throws(() => split(given), /would need 11 managed policies, and can have 10/);
    const Resource = ["x".repeat(MAX_POLICY_SIZE)];
    assert.throws(() => split([{ ...statement("Wide", 1), Resource }]), /The statement Wide is longer/);
  });
});

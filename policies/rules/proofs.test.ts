import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type PolicyKind, typesWithPolicies } from "../lib/iam/policy-sources.ts";
import type { Rule } from "../lib/rule.ts";
import { isProven, KINDS, unprovenTypes } from "../lib/testing/proofs.ts";
import { RULES } from "./index.ts";

// Their tests come before this one, whichever files are asked for.
for (const file of globSync("*/*.test.ts", { cwd: import.meta.dirname }))
  await import(pathToFileURL(join(import.meta.dirname, file)).href);

const DOCUMENTS: readonly (readonly PolicyKind[])[] = [
  ["identity"],
  ["trust"],
  ["resource"],
  ["endpoint"],
  ["identity", "resource"],
  ["identity", "trust", "resource", "endpoint"],
];

/** Whether its types are all that hold policy documents of some kind: that is proven where these are listed. */
function readsPolicies({ types }: Rule): boolean {
  return DOCUMENTS.some((kinds) => typesWithPolicies(...kinds).join() === types.join());
}

describe("every rule", () => {
  for (const kind of KINDS) {
    it(`has been seen at work on: ${kind}`, () => {
      const unproven = RULES.filter((rule) => !isProven(rule, kind)).map(({ id }) => id);
      assert.deepEqual(unproven, []);
    });
  }

  it("has been seen to find something on each type that it judges", () => {
    const unproven = RULES.filter((rule) => !readsPolicies(rule)).flatMap((rule) =>
      unprovenTypes(rule).map((type) => `${rule.id} on ${type}`),
    );
    assert.deepEqual(unproven, []);
  });
});

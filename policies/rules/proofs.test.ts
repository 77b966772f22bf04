import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { typesWithPolicies } from "../lib/iam/policy-sources.ts";
import type { Rule } from "../lib/rule.ts";
import { isProven, KINDS, unprovenTypes } from "../lib/testing/proofs.ts";
import { RULES } from "./index.ts";

// Their tests come before this one, whichever files are asked for.
for (const file of globSync("*/*.test.ts", { cwd: import.meta.dirname }))
  await import(pathToFileURL(join(import.meta.dirname, file)).href);

/** Those that read policy documents have the types that hold some, which are proven where these are listed. */
const readsPolicies = ({ types }: Rule) => {
  const listed = typesWithPolicies("identity", "trust", "resource", "endpoint");
  return types.length > 1 && types.every((type) => listed.includes(type));
};

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

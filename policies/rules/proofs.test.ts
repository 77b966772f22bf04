import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isProven, KINDS } from "../lib/testing/proofs.ts";
import { RULES } from "./index.ts";

// Their tests come before this one, whichever files are asked for.
for (const file of globSync("*/*.test.ts", { cwd: import.meta.dirname }))
  await import(pathToFileURL(join(import.meta.dirname, file)).href);

describe("every rule", () => {
  for (const kind of KINDS) {
    it(`has been seen at work on: ${kind}`, () => {
      const unproven = RULES.filter((rule) => !isProven(rule, kind)).map(({ id }) => id);
      assert.deepEqual(unproven, []);
    });
  }
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TAGGABLE } from "./taggable-types.ts";

describe("taggable types", () => {
  it("have tags in the provider", () => {
    for (const [module, names] of Object.entries(TAGGABLE)) {
      const directory = join(import.meta.dirname, "../../node_modules/@pulumi/aws", module);
      const files = readdirSync(directory);
      for (const name of names) {
        const file = files.find((each) => each.toLowerCase() === `${name.toLowerCase()}.d.ts`) ?? "";
        const declaration = readFileSync(join(directory, file), "utf8");
        assert.match(declaration, /readonly tagsAll: /, `aws.${module}.${name}`);
      }
    }
  });
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalEngine } from "./local-engine.ts";
import type { Observation } from "./observation.ts";
import { play } from "./play.ts";

const RECORDED = join(import.meta.dirname, "recorded");

/** What is played everywhere; the others with TEST_FULL. */
const FAST = ["simple", "replace-delete-first", "secrets", "failures", "refresh", "remote-components"];

describe("our engine does what Pulumi's did", function () {
  this.timeout(180_000);

  for (const file of readdirSync(RECORDED).sort()) {
    const name = file.replace(/\.json$/, "");
    if (process.env.TEST_FULL === undefined && !FAST.includes(name)) continue;
    it(name, async () => {
      const expected = JSON.parse(readFileSync(join(RECORDED, file), "utf8")) as readonly Observation[];
      const actual = JSON.parse(
        JSON.stringify(await play(name, new LocalEngine())),
      ) as readonly Observation[];
      assert.deepEqual(actual, expected);
    });
  }
});

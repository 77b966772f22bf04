import assert from "node:assert/strict";
import { RandomStream } from "./random.ts";

const take = (stream: RandomStream, count: number) => Array.from({ length: count }, () => stream.next());

describe("RandomStream", () => {
  it("depends on seed and name alone", () => {
    const first = take(new RandomStream(1, "rule 0"), 50);
    assert.deepEqual(take(new RandomStream(1, "rule 0"), 50), first);
    assert.notDeepEqual(take(new RandomStream(2, "rule 0"), 50), first);
    assert.notDeepEqual(take(new RandomStream(1, "rule 1"), 50), first);
  });

  it("never changes: seeds that were printed replay in later versions", () => {
    const stream = new RandomStream(123, "rule 0");
    assert.deepEqual([stream.below(1_000), stream.below(1_000), stream.below(1_000)], [875, 884, 366]);
  });

  it("is uniform, for neighbouring seeds and names too", () => {
    for (const [seed, name] of [
      [0, "rule 0"],
      [1, "rule 0"],
      [0, "rule 1"],
      [2 ** 32 - 1, ""],
    ] as const) {
      const tenths = new Array<number>(10).fill(0);
      const stream = new RandomStream(seed, name);
      for (let draw = 0; draw < 10_000; draw++) {
        const tenth = stream.below(10);
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      for (const count of tenths) assert.ok(count > 850 && count < 1_150, `${seed} ${name}: ${tenths}`);
    }
  });
});

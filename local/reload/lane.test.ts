import assert from "node:assert/strict";
import { Lane } from "./lane.ts";

describe("Lane", () => {
  it("does one piece of work at a time, and takes up next what is saved meanwhile", async () => {
    const taken: string[][] = [];
    const first = Promise.withResolvers<void>();
    const lane = new Lane(async (paths) => {
      taken.push([...paths]);
      if (taken.length === 1) await first.promise;
    });
    lane.take(["a", "b"]);
    lane.take(["c"]);
    lane.take(["d", "c"]);
    assert.deepEqual(taken, [["a", "b"]]);
    first.resolve();
    await lane.settled();
    assert.deepEqual(taken, [
      ["a", "b"],
      ["c", "d"],
    ]);
    lane.take([]);
    lane.take(["e"]);
    await lane.settled();
    assert.deepEqual(taken.at(-1), ["e"]);
  });

  it("takes up nothing more once it is closed, and waits for what is under way", async () => {
    const taken: string[][] = [];
    const working = Promise.withResolvers<void>();
    const lane = new Lane(async (paths) => {
      taken.push([...paths]);
      await working.promise;
    });
    lane.take(["a"]);
    lane.take(["b"]);
    let closed = false;
    const closing = lane.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(closed, false);
    working.resolve();
    await closing;
    assert.deepEqual(taken, [["a"]]);
  });
});

import assert from "node:assert/strict";
import { cached } from "./cached.ts";

function counting({ graceMs = 0 } = {}) {
  const state = { clock: 0, loads: 0, failing: false };
  const value = cached(
    async () => {
      state.loads++;
      if (state.failing) throw new Error("not there");
      return `value ${state.loads}`;
    },
    { ttlMs: 1_000, graceMs, now: () => state.clock },
  );
  return { state, value };
}

describe("cached", () => {
  it("loads once for all that ask while it is good", async () => {
    const { state, value } = counting();
    assert.deepEqual(await Promise.all([value.get(), value.get()]), ["value 1", "value 1"]);
    state.clock = 999;
    assert.equal(await value.get(), "value 1");
    assert.equal(state.loads, 1);
  });

  it("loads anew when it is not good any more, or was forgotten", async () => {
    const { state, value } = counting();
    await value.get();
    state.clock = 1_000;
    assert.equal(await value.get(), "value 2");
    value.forget();
    assert.equal(await value.get(), "value 3");
  });

  it("keeps no failure", async () => {
    const { state, value } = counting();
    state.failing = true;
    await assert.rejects(value.get(), /not there/);
    state.failing = false;
    assert.equal(await value.get(), "value 2");
  });

  it("makes do with the earlier value for a while, unless it was forgotten", async () => {
    const { state, value } = counting({ graceMs: 500 });
    await value.get();
    Object.assign(state, { failing: true, clock: 1_499 });
    assert.equal(await value.get(), "value 1");
    state.clock = 1_500;
    await assert.rejects(value.get(), /not there/);
    state.clock = 1_200;
    value.forget();
    await assert.rejects(value.get(), /not there/);
  });
});

import assert from "node:assert/strict";
import { Clock } from "./clock.ts";

describe("Clock", () => {
  it("fires timers in the order of their due times when advanced", async () => {
    const clock = new Clock();
    const fired: string[] = [];
    clock.schedule(20_000, () => fired.push("b"));
    clock.schedule(10_000, () => fired.push("a"));
    clock.schedule(90_000, () => fired.push("never"));
    const start = clock.now();
    await clock.advance(30_000);
    assert.deepEqual(fired, ["a", "b"]);
    assert.ok(clock.now() - start >= 30_000);
    clock.close();
  });

  it("lets a timer fired by an advance schedule another within the same advance", async () => {
    const clock = new Clock();
    const at: number[] = [];
    const start = clock.now();
    const tick = () => {
      at.push(Math.round((clock.now() - start) / 1000));
      clock.schedule(60_000, tick);
    };
    clock.schedule(60_000, tick);
    await clock.advance(185_000);
    assert.deepEqual(at, [60, 120, 180]);
    clock.close();
  });

  it("does not fire a cancelled timer", async () => {
    const clock = new Clock();
    const timer = clock.schedule(1_000, () => assert.fail("fired"));
    timer.cancel();
    await clock.advance(2_000);
    clock.close();
  });

  it("ends a sleep early, without an error, when its signal aborts", async () => {
    const clock = new Clock();
    const abort = new AbortController();
    const slept = clock.sleep(3_600_000, abort.signal);
    abort.abort();
    await slept;
    clock.close();
  });

  it("fires in real time without an advance", async () => {
    const clock = new Clock();
    await clock.sleep(5);
    clock.close();
  });

  it("refuses to go back", async () => {
    const clock = new Clock();
    await assert.rejects(clock.advance(-1), /cannot go back/);
    clock.close();
  });
});

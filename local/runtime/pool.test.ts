import assert from "node:assert/strict";
import { Clock } from "../core/clock.ts";
import { EnvironmentPool, type Pooled } from "./pool.ts";

class Item implements Pooled {
  alive = true;
  usableUntil = Number.POSITIVE_INFINITY;

  async kill(): Promise<void> {
    this.alive = false;
  }
}

describe("EnvironmentPool", () => {
  let clock: Clock;
  let pool: EnvironmentPool<Item>;

  beforeEach(() => {
    clock = new Clock();
    pool = new EnvironmentPool(clock, 60_000);
  });

  afterEach(async () => {
    await pool.drainAll();
    clock.close();
  });

  function give(key: string): Item {
    const item = new Item();
    pool.give(key, item);
    return item;
  }

  it("gives what was used last, of the same key", () => {
    const [first, second] = [give("f"), give("f")];
    give("g");
    assert.equal(pool.take("f"), second);
    assert.equal(pool.take("f"), first);
    assert.equal(pool.take("f"), undefined);
  });

  it("kills what was idle for too long, and only that", async () => {
    const old = give("f");
    await clock.advance(40_000);
    const young = give("f");
    await clock.advance(21_000);
    assert.deepEqual([old.alive, young.alive], [false, true]);
    assert.equal(pool.take("f"), young);
  });

  it("passes over what is dead or no longer usable", () => {
    const good = give("f");
    give("f").alive = false;
    const stale = give("f");
    stale.usableUntil = clock.now() - 1;
    assert.equal(pool.take("f"), good);
    assert.equal(stale.alive, false);
  });

  it("hands what is given back to those who wait, in the order they came", async () => {
    const waiting = [pool.takeLater("f", 5, () => true), pool.takeLater("f", 5, () => true)];
    give("g");
    const [first, second, third] = [give("f"), give("f"), give("f")];
    assert.deepEqual(await Promise.all(waiting), [first, second]);
    assert.equal(pool.take("f"), third);
  });

  it("hands on nothing that is dead", async () => {
    const waiting = pool.takeLater("f", 5, () => true);
    const dead = new Item();
    dead.alive = false;
    pool.give("f", dead);
    const good = give("f");
    assert.equal(await waiting, good);
  });

  it("lets go of those who are no longer patient, and of all when the key is drained", async () => {
    let asked = 0;
    assert.equal(await pool.takeLater("f", 1, () => ++asked < 3), undefined);
    assert.equal(asked, 3);
    const waiting = pool.takeLater("f", 1_000, () => true);
    pool.drain("f");
    assert.equal(await waiting, undefined);
    const item = give("f");
    assert.equal(pool.take("f"), item);
  });

  it("evicts one at a time, until there is none", () => {
    const [first, second] = [give("f"), give("g")];
    assert.equal(pool.evict(), true);
    assert.deepEqual([first.alive, second.alive, pool.size], [false, true, 1]);
    assert.equal(pool.evict(), true);
    assert.equal(pool.evict(), false);
  });

  it("kills all of a key, and everything in the end", async () => {
    const [first, second] = [give("f"), give("g")];
    pool.drain("f");
    assert.deepEqual([first.alive, second.alive], [false, true]);
    await pool.drainAll();
    assert.equal(second.alive, false);
  });
});

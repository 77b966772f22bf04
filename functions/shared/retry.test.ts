import assert from "node:assert/strict";
import { type RetryPolicy, retry } from "./retry.ts";

const POLICY: RetryPolicy = { attempts: 4, baseMs: 100, budgetMs: 10_000 };

function trial(failures: number, { policy = POLICY, transient = true, attemptMs = 0, random = 1 } = {}) {
  let clock = 0;
  let attempts = 0;
  const pauses: number[] = [];
  const run = async () => {
    clock += attemptMs;
    if (++attempts <= failures) throw new Error(`failure ${attempts}`);
    return "done";
  };
  const result = retry(policy, () => transient, run, {
    now: () => clock,
    random: () => random,
    async sleep(ms) {
      pauses.push(ms);
      clock += ms;
    },
  });
  return { result, pauses, attempts: () => attempts };
}

describe("retry", () => {
  it("tries again until it succeeds, after pauses whose limit doubles", async () => {
    const { result, pauses } = trial(3);
    assert.equal(await result, "done");
    assert.deepEqual(pauses, [100, 200, 400]);
  });

  it("pauses for a random part of the limit", async () => {
    const { result, pauses } = trial(2, { random: 0.25 });
    await result;
    assert.deepEqual(pauses, [25, 50]);
  });

  it("throws the last error when it has tried as often as it may", async () => {
    const { result, attempts } = trial(9);
    await assert.rejects(result, /failure 4/);
    assert.equal(attempts(), 4);
  });

  it("throws at once what another try does not help against", async () => {
    const { result, attempts } = trial(1, { transient: false });
    await assert.rejects(result, /failure 1/);
    assert.equal(attempts(), 1);
  });

  it("begins no attempt beyond its budget", async () => {
    const { result, attempts } = trial(9, { attemptMs: 4_000, policy: { ...POLICY, attempts: 9 } });
    await assert.rejects(result, /failure 3/);
    assert.equal(attempts(), 3);
  });
});

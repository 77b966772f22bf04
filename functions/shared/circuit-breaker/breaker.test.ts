import assert from "node:assert/strict";
import fc from "fast-check";
import type { Circuit } from "../contracts/circuit.ts";
import { type BreakerPolicy, CircuitBreaker, CircuitOpen } from "./breaker.ts";

const POLICY: BreakerPolicy = { failures: 3, windowMs: 60_000, coolDownMs: 30_000, probeMs: 10_000 };

class Unavailable extends Error {}

function world() {
  const state = {
    clock: 1_000_000,
    circuit: undefined as Circuit | undefined,
    down: false,
    opened: 0,
    calls: 0,
  };
  const reach = () => {
    if (state.down) throw new Error("the store is down");
  };
  const store = {
    async read() {
      reach();
      return state.circuit;
    },
    async replace(seen: Circuit | undefined, next: Circuit) {
      reach();
      if (state.circuit?.version !== seen?.version) return false;
      state.circuit = next;
      return true;
    },
  };
  /** One for each environment. */
  const breaker = () =>
    new CircuitBreaker(POLICY, {
      store,
      isFailure: (error) => error instanceof Unavailable,
      now: () => state.clock,
      onOpen: () => state.opened++,
    });
  const fail = () =>
    breaker().call(async () => {
      state.calls++;
      throw new Unavailable();
    });
  const succeed = () =>
    breaker().call(async () => {
      state.calls++;
      return "done";
    });
  const trip = async () => {
    for (let failures = 0; failures < POLICY.failures; failures++) await assert.rejects(fail(), Unavailable);
  };
  return { state, breaker, fail, succeed, trip };
}

describe("CircuitBreaker", () => {
  it("writes nothing while all is well", async () => {
    const { state, succeed } = world();
    await succeed();
    assert.equal(state.circuit, undefined);
  });

  it("opens after failures in a row, for all environments, and calls nobody then", async () => {
    const { state, succeed, trip } = world();
    await trip();
    assert.equal(state.opened, 1);
    const { calls } = state;
    state.clock += POLICY.coolDownMs - 1;
    await assert.rejects(succeed(), CircuitOpen);
    assert.equal(state.calls, calls);
  });

  it("forgets failures at a success, and those that are older than the window", async () => {
    const { state, fail, succeed } = world();
    for (const between of [succeed, async () => (state.clock += POLICY.windowMs)]) {
      await assert.rejects(fail(), Unavailable);
      await assert.rejects(fail(), Unavailable);
      await between();
      await assert.rejects(fail(), Unavailable);
      assert.equal(state.circuit?.state, "CLOSED");
      await succeed();
    }
  });

  it("takes an error that is an answer for one", async () => {
    const { state, breaker, fail } = world();
    await assert.rejects(fail(), Unavailable);
    const declined = breaker().call(() => Promise.reject(new Error("declined")));
    await assert.rejects(declined, /declined/);
    assert.equal(state.circuit?.failures, 0);
  });

  it("lets one probe through after the cool-down, and closes when it succeeds", async () => {
    const { state, breaker, succeed, trip } = world();
    await trip();
    state.clock += POLICY.coolDownMs;
    let finish = (): void => {};
    const probe = breaker().call(() => new Promise<void>((resolve) => (finish = resolve)));
    await new Promise(setImmediate);
    await assert.rejects(succeed(), CircuitOpen);
    finish();
    await probe;
    assert.equal(state.circuit?.state, "CLOSED");
    assert.equal(await succeed(), "done");
  });

  it("opens again when the probe fails", async () => {
    const { state, fail, succeed, trip } = world();
    await trip();
    state.clock += POLICY.coolDownMs;
    await assert.rejects(fail(), Unavailable);
    assert.equal(state.opened, 2);
    await assert.rejects(succeed(), CircuitOpen);
  });

  it("lets another probe through where one never came back", async () => {
    const { state, breaker, succeed, trip } = world();
    await trip();
    state.clock += POLICY.coolDownMs;
    void breaker().call(() => new Promise(() => {}));
    await new Promise(setImmediate);
    state.clock += POLICY.probeMs;
    assert.equal(await succeed(), "done");
    assert.equal(state.circuit?.state, "CLOSED");
  });

  it("is not there while its store is down", async () => {
    const { state, fail, succeed, trip } = world();
    await trip();
    state.down = true;
    assert.equal(await succeed(), "done");
    await assert.rejects(fail(), Unavailable);
  });

  it("never calls while open, and never makes two probes at once, whatever happens", async () => {
    const events = fc.array(
      fc.record({
        passMs: fc.nat(40_000),
        outcome: fc.constantFrom("success", "failure", "answer", "never" as const),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(events, async (each) => {
        const { state, breaker } = world();
        let probeUntil = 0;
        for (const { passMs, outcome } of each) {
          state.clock += passMs;
          const before = state.circuit;
          let called = false;
          const call = breaker().call(async () => {
            called = true;
            if (outcome === "never") return new Promise(() => {});
            if (outcome === "failure") throw new Unavailable();
            if (outcome === "answer") throw new Error("an answer");
            return undefined;
          });
          call.catch(() => {});
          await new Promise(setImmediate);
          if (!called) continue;
          if (before?.state === "OPEN") assert.ok(state.clock >= before.until, "called while open");
          if (before?.state === "OPEN" || before?.state === "HALF_OPEN") {
            assert.ok(state.clock >= probeUntil, "two probes at once");
            probeUntil = outcome === "never" ? state.clock + POLICY.probeMs : 0;
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

import assert from "node:assert/strict";
import { Clock } from "../core/clock.ts";
import { Faults } from "./faults.ts";
import type { FaultKind, FaultRule } from "./plan.ts";
import { faultReport } from "./report.ts";

const subject = (operation: string) => ({ service: "sqs", operation, resources: ["arn:aws:sqs:r:1:q"] });

describe("Faults", () => {
  let clock: Clock;
  let faults: Faults;

  beforeEach(() => {
    clock = new Clock();
    const operations = new Set(["SendMessage", "DeleteMessage"]);
    faults = new Faults({ clock, services: () => new Map([["sqs", operations]]) });
  });
  afterEach(() => clock.close());

  /** Which of the calls a kind of fault happened to. */
  function happened(operations: readonly string[], kinds: readonly FaultKind[] = ["error"]): number[] {
    return operations.flatMap((operation, index) => {
      const wanted = faults.wanted(subject(operation), new Set(kinds));
      for (const active of wanted) faults.record(active, subject(operation));
      return wanted.length > 0 ? [index] : [];
    });
  }
  const sends = (count: number) => new Array<string>(count).fill("SendMessage");
  const error: FaultRule = { fault: "error", operation: "SendMessage" };

  it("do nothing without a plan", () => {
    assert.equal(faults.active, false);
    assert.deepEqual(happened(sends(3)), []);
  });

  it("happen as often as `times` says, once `after` calls have passed", () => {
    faults.set({ seed: 1, rules: [{ ...error, after: 2, times: 3 }] });
    assert.deepEqual(happened(sends(10)), [2, 3, 4]);
    assert.deepEqual(faults.status().rules[0], {
      rule: { ...error, after: 2, times: 3 },
      matched: 10,
      injected: 3,
    });
  });

  it("happen with their probability", () => {
    faults.set({ seed: 1, rules: [{ ...error, probability: 0.1 }] });
    const count = happened(sends(5_000)).length;
    assert.ok(count > 400 && count < 600, String(count));
  });

  it("are decided by each rule on its own: calls of others in between change nothing", () => {
    const rules: FaultRule[] = [
      { ...error, probability: 0.3 },
      { fault: "error", operation: "DeleteMessage", probability: 0.3 },
    ];
    faults.set({ seed: 9, rules });
    const alone = happened(sends(40));
    faults.set({ seed: 9, rules });
    const mixed = happened(sends(40).flatMap((send) => ["DeleteMessage", send]));
    assert.deepEqual(
      mixed.filter((index) => index % 2 === 1).map((index) => (index - 1) / 2),
      alone,
    );
  });

  it("begin anew with every plan, and end when cleared", () => {
    faults.set({ seed: 5, rules: [{ ...error, probability: 0.5 }] });
    const first = happened(sends(20));
    faults.set({ seed: 5, rules: [{ ...error, probability: 0.5 }] });
    assert.deepEqual(happened(sends(20)), first);
    faults.clear();
    assert.deepEqual(happened(sends(20)), []);
    assert.equal(faults.injected().length, first.length);
  });

  it("keep the old plan when a new one is refused", () => {
    faults.set({ seed: 5, rules: [error] });
    assert.throws(() => faults.set({ rules: [{ fault: "delay" }] }), /delayMs is missing/);
    assert.equal(faults.status().plan?.seed, 5);
  });

  it("are reported with the seed, and the latest 10,000 are remembered", () => {
    assert.equal(faultReport(faults.injected()), "No fault was injected.");
    faults.set({ seed: 77, rules: [error] });
    happened(["SendMessage"]);
    assert.match(
      faultReport(faults.injected()),
      /^1 faults were injected under the seed 77:\n {2}\d{4}-.*Z {2}rule 0 {2}error {2}sqs:SendMessage {2}q$/,
    );
    happened(sends(10_100));
    assert.ok(faults.injected().length <= 10_000 && faults.injected().length > 8_000);
    assert.equal(faults.status().count, 10_101);
  });
});

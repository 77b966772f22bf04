import assert from "node:assert/strict";
import { FAULT_KINDS, type FaultRule } from "../../local/faults/plan.ts";
import { share, testSeed } from "../kit/seed.ts";
import { OrderTrial } from "./order-trial.ts";
import { CONSUMER_STOPPED, OUTAGE, STORMS, withEveryday } from "./storms.ts";

const ORDERS = share(2_000);
const SEED = testSeed();
const MINUTE = 60_000;
/**
 * How long a storm lasts: the reconciler announces an order after 5 and 10 minutes, so the third and last time is in calm
 * weather and no order needs an operator.
 */
const STORM = 11 * MINUTE;

describe(`orders, whatever fails (SEED=${SEED} replays the faults)`, function () {
  this.timeout(300_000);
  let trial: OrderTrial;

  before(async () => {
    trial = await OrderTrial.start(SEED);
  });
  after(() => trial.end());

  describe("are neither lost nor doubled while", () => {
    const storms = Object.entries(STORMS);
    for (const [name, rules] of storms) {
      it(name, async () => {
        const clients = await trial.clients(name);
        const begin = trial.platform.cloud.clock.now();
        trial.inject(withEveryday(rules));
        await clients.place(Math.ceil(ORDERS / storms.length));
        await trial.pass(begin + STORM);
        trial.calm();

        await trial.quiet();
        const { pending } = await trial.assertGuarantees();
        assert.equal(pending, 0, "orders in the dead-letter queue");
        await trial.redrive();
        await trial.assertGuarantees();
      });
    }

    it("all of this, which did happen", () => {
      for (const kind of FAULT_KINDS) assert.ok(trial.injected(kind) > 0, `no ${kind}`);
    });
  });

  describe("are neither lost nor doubled when an environment is killed", () => {
    /** How many calls the function makes, its invocation included, while nothing fails and `run` runs. */
    async function callsOf(
      name: string,
      run: (rules: readonly FaultRule[]) => Promise<void>,
    ): Promise<number> {
      await run([{ fault: "crash-before", function: name, probability: 0 }]);
      return trial.platform.faults.status().rules[0]?.matched ?? 0;
    }

    /** Kills before and after each call; `run` places orders under the rules and lets time pass until all is quiet. */
    async function killAtEachCall(name: string, run: (rules: readonly FaultRule[]) => Promise<void>) {
      const calls = await callsOf(name, run);
      for (let call = 0; call < calls; call++) {
        for (const fault of ["crash-before", "crash-after"] as const) {
          await run([{ fault, function: name, after: call, times: 1 }]);
          const [{ injected } = { injected: 0 }] = trial.platform.faults.status().rules;
          assert.equal(injected, 1, `${fault} call ${call} did not happen`);
          trial.calm();
          const { pending } = await trial.assertGuarantees();
          assert.equal(pending, 0, `${fault} call ${call} left an order PENDING`);
        }
      }
      return calls;
    }

    it("before and after each call of create", async () => {
      const clients = await trial.clients("create");
      const calls = await killAtEachCall("orders-create*", async (rules) => {
        trial.inject(rules);
        await clients.placeSurely(1);
        await trial.quiet();
      });
      assert.equal(calls, 3, "the invocation, the transaction and the send");
    });

    it("before and after each call of process, in the middle of a batch of three", async () => {
      const clients = await trial.clients("process");
      const calls = await killAtEachCall("orders-process*", async (rules) => {
        trial.inject(CONSUMER_STOPPED);
        await clients.placeSurely(3);
        trial.inject(rules);
        await trial.quiet();
      });
      assert.equal(calls, 4, "the invocation and three transactions");
    });
  });

  it("end in the dead-letter queue when nothing helps, and are confirmed when they are redriven", async () => {
    const clients = await trial.clients("outage");
    const before = await trial.assertGuarantees();
    const counted = await trial.metric("orders-process", "OrdersConfirmed");
    trial.inject(OUTAGE);
    await clients.place(share(100));
    await trial.quiet();
    const { pending, deadLetters } = await trial.assertGuarantees();
    trial.calm();
    assert.ok(pending > 0);
    // Its first message and three more of the reconciler.
    assert.ok(deadLetters >= 4 * pending, `${deadLetters} dead letters of ${pending} orders`);

    await trial.redrive();
    assert.deepEqual(await trial.assertGuarantees(), {
      pending: 0,
      confirmed: before.confirmed + pending,
      deadLetters: 0,
    });
    assert.equal((await trial.metric("orders-process", "OrdersConfirmed")) - counted, pending);
  });
});

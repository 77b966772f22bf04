import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import {
  type FulfilmentSteps,
  orderFulfilment,
  PARKING_TASKS,
} from "../../components/tiers/order-fulfilment.ts";
import { assertResilient } from "../../components/workflow/resilience.ts";
import type { TaskCall } from "../../local/services/stepfunctions/interpreter/host.ts";
import { type Answer, Execution, taskError } from "../../local/services/stepfunctions/interpreter/testing.ts";
import type { Definition } from "../../local/services/stepfunctions/language/definition.ts";
import type { Json, JsonObject } from "../../local/services/stepfunctions/language/json.ts";
import { resolved } from "../kit/resolved.ts";

const RUNS = process.env.TEST_FULL === undefined ? 100 : 1_000;
const ORDER = { id: "o1" };

/** What happens to one call of a function or of the bus. */
const FATES = ["done", "fails before", "fails after", "hangs before", "hangs after", "comes late"] as const;
type Fate = (typeof FATES)[number];

const STEPS = [
  "reserveInventory",
  "takePayment",
  "confirmOrder",
  "giveUpOrder",
  "refundPayment",
  "releaseInventory",
  "failOrder",
] as const;
type Step = (typeof STEPS)[number];

/** One order, its goods and its money, as the functions of the steps keep them. */
class World {
  status: "PENDING" | "CONFIRMED" | "FAILED" = "PENDING";
  givenUp = false;
  goods: "free" | "reserved" | "released" = "free";
  money: "none" | "charged" | "refunded" | "barred" = "none";
  charges = 0;
  refunds = 0;
  readonly announced: string[] = [];
  readonly late: (() => void)[] = [];
  readonly #refusal: Step | undefined;

  constructor(refusal?: Step) {
    this.#refusal = refusal;
  }

  /** What a step does: the same however often. */
  readonly #steps: Readonly<Record<Step, () => Json>> = {
    reserveInventory: () => {
      if (this.#refusal === "reserveInventory") throw taskError("OutOfStock", '{"errorMessage":"No goods."}');
      if (this.goods === "released") throw taskError("PermanentError");
      this.goods = "reserved";
      return {};
    },
    takePayment: () => {
      if (this.#refusal === "takePayment") throw taskError("PaymentDeclined", '{"errorMessage":"Declined."}');
      if (this.money === "refunded" || this.money === "barred") throw taskError("PermanentError");
      if (this.money === "none") this.charges++;
      this.money = "charged";
      return { event: "taken" };
    },
    confirmOrder: () => {
      if (this.#refusal === "confirmOrder") throw taskError("TypeError");
      if (this.givenUp && this.status !== "CONFIRMED") throw taskError("OrderGivenUp");
      this.status = "CONFIRMED";
      return { event: "confirmed" };
    },
    giveUpOrder: () => {
      if (this.status === "PENDING") this.givenUp = true;
      return { givenUp: this.status !== "CONFIRMED" };
    },
    refundPayment: () => {
      if (this.money === "none") this.money = "barred";
      if (this.money === "charged") {
        this.refunds++;
        this.money = "refunded";
      }
      return this.money === "refunded" ? { event: "refunded" } : {};
    },
    releaseInventory: () => {
      this.goods = "released";
      return {};
    },
    failOrder: () => {
      if (this.givenUp && this.status === "PENDING") this.status = "FAILED";
      return { event: "failed" };
    },
  };

  answer({ parameters }: TaskCall, fate: Fate): Answer {
    if (fate === "fails before") return taskError("Lambda.TooManyRequestsException");
    if (fate === "hangs before") return new Promise(() => {});
    if (fate === "comes late") {
      this.late.push(() => this.#effect(parameters as JsonObject));
      return new Promise(() => {});
    }
    const result = this.#effect(parameters as JsonObject);
    if (result instanceof Error || fate === "done") return result;
    return fate === "fails after" ? taskError("Lambda.SdkClientException") : new Promise(() => {});
  }

  #effect(parameters: JsonObject): Json | Error {
    if (parameters.FunctionName === undefined) {
      const [{ DetailType: type = null }] = parameters.Entries as [JsonObject];
      this.announced.push(String(type));
      return { FailedEntryCount: 0 };
    }
    try {
      return { Payload: this.#steps[parameters.FunctionName as Step]() };
    } catch (error) {
      return error as Error;
    }
  }
}

async function definition(): Promise<Definition> {
  const steps = Object.fromEntries(
    STEPS.map((step) => [step, { arn: step, timeoutSeconds: 5 }]),
  ) as unknown as FulfilmentSteps;
  const made = orderFulfilment({
    account: { partition: pulumi.output("aws") },
    steps,
    bus: { busName: pulumi.output("orderflow") },
  });
  assertResilient("order-fulfilment", made, PARKING_TASKS);
  return (await resolved(made)) as Definition;
}

/** Runs the order's execution to its end, whatever the fates of its first calls are; the others are done. */
async function fulfil(world: World, fates: readonly Fate[] = []): Promise<Execution> {
  const execution = new Execution(await definition(), ORDER, (call, count) =>
    world.answer(call, fates[count - 1] ?? "done"),
  );
  await execution.run();
  for (let minutes = 0; execution.ended === undefined && minutes < 200; minutes++) {
    await execution.advance(60);
    for (const effect of world.late.splice(0)) effect();
  }
  execution.clock.close();
  return execution;
}

function assertWhole(world: World, execution: Execution): void {
  assert.deepEqual(execution.ended?.error, undefined);
  const { status, goods, money, charges, refunds, announced } = world;
  if (status === "CONFIRMED") {
    assert.deepEqual(
      { goods, money, charges, refunds },
      { goods: "reserved", money: "charged", charges: 1, refunds: 0 },
    );
    assert.ok(announced.includes("OrderConfirmed") && !announced.includes("OrderFailed"));
  } else {
    assert.equal(status, "FAILED");
    assert.equal(goods, "released");
    assert.ok(money === "refunded" || money === "barred", money);
    assert.equal(charges, refunds);
    assert.ok(announced.includes("OrderFailed") && !announced.includes("OrderConfirmed"));
    assert.equal(announced.includes("PaymentRefunded"), refunds === 1);
  }
}

describe("the fulfilment of an order", () => {
  it("reserves, takes the payment, confirms, and tells of it", async () => {
    const world = new World();
    const execution = await fulfil(world);
    assertWhole(world, execution);
    assert.equal(world.status, "CONFIRMED");
    assert.deepEqual(world.announced, ["PaymentTaken", "OrderConfirmed"]);
    const [first] = execution.calls;
    assert.deepEqual(first?.parameters, { FunctionName: "reserveInventory", Payload: ORDER });
  });

  for (const [refusal, calls, announced] of [
    ["reserveInventory", 1, ["OrderFailed"]],
    ["takePayment", 2, ["OrderFailed"]],
    ["confirmOrder", 9, ["PaymentTaken", "PaymentRefunded", "OrderFailed"]],
  ] as const)
    it(`undoes in reverse what was done when ${refusal} refuses`, async () => {
      const world = new World(refusal);
      const execution = await fulfil(world);
      assertWhole(world, execution);
      assert.deepEqual(world.announced, announced);
      const called = execution.calls.flatMap(
        ({ parameters }) => (parameters as JsonObject).FunctionName ?? [],
      );
      const undoing = called.slice(called.indexOf("giveUpOrder"));
      assert.deepEqual(undoing, ["giveUpOrder", "refundPayment", "releaseInventory", "failOrder"]);
      assert.equal(
        execution.calls.findIndex(
          ({ parameters }) => (parameters as JsonObject).FunctionName === "giveUpOrder",
        ),
        calls,
      );
    });

  for (const fate of FATES)
    for (let call = 0; call < 5; call++)
      it(`comes to a whole end when call ${call + 1} ${fate}`, async () => {
        const world = new World();
        assertWhole(world, await fulfil(world, [...Array<Fate>(call).fill("done"), fate]));
      });

  it(`comes to a whole end whatever happens to its first calls (${RUNS} runs)`, async () => {
    const seen = { CONFIRMED: 0, FAILED: 0, PENDING: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...FATES), { maxLength: 30 }),
        fc.constantFrom(undefined, undefined, "reserveInventory", "takePayment", "confirmOrder"),
        async (fates, refusal) => {
          const world = new World(refusal as Step | undefined);
          assertWhole(world, await fulfil(world, fates));
          seen[world.status]++;
        },
      ),
      { numRuns: RUNS },
    );
    assert.ok(seen.CONFIRMED > RUNS / 20 && seen.FAILED > RUNS / 20, JSON.stringify(seen));
  }).timeout(120_000);
});

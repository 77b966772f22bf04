import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { OrderCreatedMessage } from "../shared/contracts/order.ts";
import type { DueRecord } from "../shared/orders-table.ts";
import { OrdersModel } from "../shared/testing/orders-model.ts";
import { type Creation, createOrder } from "./create/core.ts";
import { processOrder } from "./process/core.ts";
import { reconcile } from "./reconcile/core.ts";

const RUNS = process.env.TEST_FULL === undefined ? 400 : 4_000;
const POLICY = { afterMinutes: 5, maxSends: 3 };

/** A request of a client, which repeats it while it has no answer, as often as `patience` says. */
interface Request {
  readonly owner: string;
  readonly key: string | undefined;
  readonly customerName: string;
  readonly patience: number;
}

/** What happens to a call of a service: an error, or the end of the environment, before or after the effect. */
const FATES = ["kill before", "fail before", "kill after", "fail after"] as const;
type Fate = (typeof FATES)[number] | "succeed";

const CRASHED = Symbol("the environment was killed");

/** Random numbers from a seed: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The platform around the three use cases: a table, a queue that delivers at least once and in any order, and
 * environments that can be killed at every await. Whoever awaits a service waits until it is their turn, which the
 * seed decides; so does it whether the call fails or the environment dies, before or after the effect.
 */
class World {
  readonly table = new OrdersModel();
  readonly queue: OrderCreatedMessage[] = [];
  readonly answers: { readonly request: Request; readonly creation: Creation }[] = [];
  calm = false;
  #now = Date.parse("2026-11-21T04:00:00.000Z");
  #ids = 0;
  #indexBefore: readonly DueRecord[] = [];
  readonly #turns: (() => void)[] = [];
  readonly #random: () => number;
  readonly #fateOf: ((call: number) => Fate) | undefined;
  #calls = 0;

  /** @param fateOf decides by the number of the call; default: the seed does */
  constructor(seed: number, fateOf?: (call: number) => Fate) {
    this.#random = randomFrom(seed);
    this.#fateOf = fateOf;
  }

  readonly now = () => new Date(this.#now);

  pass(minutes: number): void {
    this.#now += minutes * 60_000;
  }

  /** Lets one after the other go on, in any order, until `work` is done. */
  async interleave(work: Promise<unknown>): Promise<void> {
    let done = false;
    const finished = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise(setImmediate);
      const [turn] = this.#turns.splice(Math.floor(this.#random() * this.#turns.length), 1);
      turn?.();
    }
    await finished;
  }

  async request(request: Request): Promise<void> {
    for (let attempt = 0; attempt <= request.patience; attempt++) {
      const creation = await this.#inEnvironment((call) =>
        createOrder(
          {
            orders: { accept: (acceptance, now) => call(() => this.table.accept(acceptance, now)) },
            events: { send: (message) => call(() => void this.queue.push(message)) },
            newId: () => this.#newId(),
            now: this.now,
          },
          {
            body: { customerName: request.customerName, items: [{ sku: "SKU-1", qty: 1, price: 1 }] },
            owner: request.owner,
            idempotencyKey: request.key,
            correlationId: "c",
          },
        ),
      );
      if (creation === CRASHED) continue;
      this.answers.push({ request, creation });
      return;
    }
  }

  /** Takes one message; it comes back where processing did not end well, and sometimes where it did. */
  async consume(): Promise<void> {
    const [message] = this.queue.splice(Math.floor(this.#random() * this.queue.length), 1);
    if (message === undefined) return;
    const processed = await this.#inEnvironment((call) =>
      processOrder(
        { orders: { confirm: (id) => call(() => this.table.confirm(id)) }, now: this.now },
        message.detail.id,
      ),
    );
    if (processed === CRASHED || (!this.calm && this.#random() < 0.2)) this.queue.push(message);
  }

  async reconcile(): Promise<void> {
    const { table } = this;
    await this.#inEnvironment((call) =>
      reconcile(
        {
          outbox: {
            due: (shard, before) => this.#lagging(call, shard, before),
            claim: (due, maxSends, now) => call(() => table.claim(due, maxSends, now)),
            park: (due) => call(() => table.park(due)),
          },
          events: { send: (message) => call(() => void this.queue.push(message)) },
          now: this.now,
        },
        POLICY,
        () => true,
        () => {},
      ),
    );
  }

  /** An index that sometimes answers what was true at an earlier read. */
  async *#lagging(
    call: <T>(effect: () => T) => Promise<T>,
    shard: number,
    before: Date,
  ): AsyncGenerator<DueRecord> {
    const due = await call(() => this.table.due(shard, before));
    const answer = !this.calm && this.#random() < 0.3 ? this.#indexBefore : due;
    this.#indexBefore = due;
    yield* answer;
  }

  /** Runs a use case in an environment of its own. An environment that is killed does nothing any more. */
  #inEnvironment<T>(
    run: (call: <R>(effect: () => R) => Promise<R>) => Promise<T>,
  ): Promise<T | typeof CRASHED> {
    return new Promise((resolve) => {
      let killed = false;
      const kill = (): Promise<never> => {
        killed = true;
        resolve(CRASHED);
        return new Promise(() => {});
      };
      const call = async <R>(effect: () => R): Promise<R> => {
        await new Promise<void>((turn) => this.#turns.push(turn));
        if (killed) return new Promise(() => {});
        const fate = this.#nextFate();
        if (fate === "kill before") return kill();
        if (fate === "fail before") throw new Error("throttled");
        const result = effect();
        if (fate === "kill after") return kill();
        if (fate === "fail after") throw new Error("the answer was lost");
        return result;
      };
      // What a use case throws is a 500, a message that comes back, or a run that failed: nobody got an answer.
      run(call).then(resolve, () => resolve(CRASHED));
    });
  }

  #nextFate(): Fate {
    if (this.calm) return "succeed";
    return this.#fateOf?.(this.#calls++) ?? FATES[Math.floor(this.#random() * 14)] ?? "succeed";
  }

  #newId(): string {
    const hash = createHash("sha256")
      .update(String(this.#ids++))
      .digest("hex");
    return [8, 4, 4, 4, 12].map((length, part) => hash.slice(part * 12, part * 12 + length)).join("-");
  }
}

/** Everything at once, then calm: the reconciler comes every minute, the queue delivers. */
async function live(world: World, requests: readonly Request[], reconciliations: number): Promise<World> {
  const consumers = Array.from({ length: requests.length * 2 }, () => world.consume());
  const reconcilers = Array.from({ length: reconciliations }, () => {
    world.pass(3);
    return world.reconcile();
  });
  await world.interleave(
    Promise.all([...requests.map((r) => world.request(r)), ...reconcilers, ...consumers]),
  );
  await world.interleave(Promise.all(Array.from({ length: world.queue.length }, () => world.consume())));
  world.calm = true;
  for (let round = 0; round < 5; round++) {
    world.pass(POLICY.afterMinutes);
    await world.interleave(world.reconcile());
    while (world.queue.length > 0) await world.interleave(world.consume());
  }
  return world;
}

const request = fc.record({
  owner: fc.constantFrom("ada", "grace"),
  key: fc.constantFrom(undefined, "k1", "k2"),
  customerName: fc.constantFrom("Ada", "Grace"),
  patience: fc.nat(2),
});

describe("an accepted order", () => {
  it(`is confirmed exactly once, whatever fails in between (${RUNS} runs)`, async () => {
    const seen = { repeated: 0, contradicted: 0, accepted: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(request, { minLength: 1, maxLength: 6 }),
        fc.nat(2),
        async (seed, requests, reconciliations) => {
          const world = await live(new World(seed), requests, reconciliations);
          const { table, answers } = world;

          assert.deepEqual(table.open(), []);
          assert.deepEqual([...table.confirmations].sort(), [...table.orders.keys()].sort());

          const byKey = new Map<string, Set<string>>();
          for (const { request: asked, creation } of answers) {
            if (creation.outcome === "contradicted") {
              seen.contradicted++;
              continue;
            }
            if (creation.outcome !== "announced") seen[creation.outcome]++;
            assert.equal(table.orders.get(creation.id)?.status, "CONFIRMED");
            assert.equal(table.orders.get(creation.id)?.owner, asked.owner);
            assert.equal(table.orders.get(creation.id)?.customerName, asked.customerName);
            const key = asked.key === undefined ? creation.id : `${asked.owner} ${asked.key}`;
            byKey.set(key, (byKey.get(key) ?? new Set()).add(creation.id));
          }
          for (const [key, ids] of byKey) assert.equal(ids.size, 1, `${key}: ${[...ids]}`);

          const keyed = new Set(requests.flatMap(({ owner, key }) => (key ? [`${owner} ${key}`] : [])));
          const unkeyed = requests.filter(({ key }) => key === undefined);
          const attempts = unkeyed.reduce((sum, { patience }) => sum + 1 + patience, 0);
          assert.ok(table.orders.size <= keyed.size + attempts, `${table.orders.size} orders`);
        },
      ),
      { numRuns: RUNS },
    );
    for (const outcome of ["repeated", "contradicted", "accepted"] as const) {
      assert.ok(seen[outcome] > RUNS / 20, `only ${seen[outcome]} ${outcome}: the test proves little`);
    }
  }).timeout(120_000);

  const CALLS = ["accept", "send", "confirm"];
  for (const [call, name] of CALLS.entries()) {
    for (const fate of FATES) {
      it(`is confirmed exactly once after '${fate}' at ${name}, and the repeat gets its id`, async () => {
        let calls = 0;
        const world = new World(call, (number) => {
          calls++;
          return number === call ? fate : "succeed";
        });
        const asked: Request = { owner: "ada", key: "k1", customerName: "Ada", patience: 1 };
        await world.interleave(world.request(asked));
        await world.interleave(world.consume());
        assert.ok(calls > call, "the call was never made");
        await live(world, [asked], 0);
        const ids = world.answers.map(({ creation }) => "id" in creation && creation.id);
        assert.equal(new Set(ids).size, 1);
        assert.deepEqual(world.table.confirmations, [ids[0]]);
        assert.deepEqual(world.table.open(), []);
      });
    }
  }
});

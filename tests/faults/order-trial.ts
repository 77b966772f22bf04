import assert from "node:assert/strict";
import { METRIC_NAMESPACE, type MetricName } from "../../functions/shared/observability/metrics.ts";
import { FAULT_KINDS, type FaultKind, type FaultRule } from "../../local/faults/plan.ts";
import { RandomStream } from "../../local/faults/random.ts";
import type { Platform } from "../../local/platform.ts";
import { metricSum } from "../kit/cloudwatch.ts";
import { expectWarnings } from "../kit/expected-warnings.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { OrdersRecord, type Transition } from "../kit/orders-record.ts";
import { freshPlatform, projectWithStack } from "../kit/platform.ts";
import { advanceUntil } from "../kit/wait.ts";
import { type Asked, OrderClients } from "./order-clients.ts";
import { brokenGuarantees } from "./order-guarantees.ts";

const MINUTE = 60_000;
/** Beyond the queue's visibility timeout, and a run of the reconciler. */
const STEP = MINUTE + 1_000;
/** Within which all is quiet after the last fault: three announcements, 5 minutes apart and each tried three times. */
const CALM = 40 * MINUTE;

const STACK = "storm";
/** Few batches at a time, so that they are large. */
const SETTINGS = {
  "aws:region": "eu-west-1",
  "orderflow:adminPasswordSignIn": "true",
  "orderflow:accessTokenMinutes": "60",
  "orderflow:createOrderThrottleRate": "500",
  "orderflow:createOrderThrottleBurst": "1000",
  "orderflow:throttleRate": "500",
  "orderflow:throttleBurst": "1000",
  "orderflow:queueMaximumConcurrency": "2",
};

interface Outcome {
  readonly pending: number;
  readonly confirmed: number;
  readonly deadLetters: number;
}

/** A platform of its own on which orders are placed while it fails, and all that happened to them. */
export class OrderTrial {
  readonly platform: Platform;
  readonly record: OrdersRecord;
  readonly asked: Asked[] = [];
  readonly #transitions: Transition[] = [];
  readonly #injected = new Map<FaultKind, number>();
  readonly #seed: number;
  readonly #noMoreWarnings = expectWarnings("injected fault");

  private constructor(platform: Platform, record: OrdersRecord, seed: number) {
    this.platform = platform;
    this.record = record;
    this.#seed = seed;
  }

  static async start(seed: number): Promise<OrderTrial> {
    const platform = await freshPlatform(STACK, projectWithStack(STACK, SETTINGS));
    platform.faults.clear();
    return new OrderTrial(platform, await OrdersRecord.of(platform), seed);
  }

  /** Two customers who are new, so that their tokens are. `name` tells their choices from those of others. */
  async clients(name: string): Promise<OrderClients> {
    const customers = await Promise.all([1, 2].map(() => OrdersApi.as(this.platform, "new customer")));
    return new OrderClients(customers, new RandomStream(this.#seed, name), this.asked);
  }

  inject(rules: readonly FaultRule[]): void {
    this.platform.faults.set({ seed: this.#seed, rules });
  }

  /** Ends the faults. */
  calm(): void {
    for (const { rule, injected } of this.platform.faults.status().rules)
      this.#injected.set(rule.fault, this.injected(rule.fault) + injected);
    this.platform.faults.clear();
  }

  /** How often a kind of fault happened, up to the last calm. */
  injected(kind: FaultKind): number {
    return this.#injected.get(kind) ?? 0;
  }

  /** Lets time pass until it is `until` on the clock. */
  async pass(until: number): Promise<void> {
    const { clock } = this.platform.cloud;
    while (clock.now() < until) await clock.advance(STEP);
  }

  /** Lets time pass until no message is under way and no outbox record open. */
  async quiet(): Promise<void> {
    const { clock } = this.platform.cloud;
    await clock.advance(STEP);
    const isQuiet = async () =>
      (await this.record.queued()) === 0 &&
      (await this.record.table()).outbox.every(({ outboxShard }) => outboxShard === undefined);
    await advanceUntil(clock, "messages and outbox to be done", isQuiet, { stepMs: STEP, atMostMs: CALM });
  }

  /** Asserts all guarantees; tells how many orders have which status, and how many dead letters there are. */
  async assertGuarantees(): Promise<Outcome> {
    this.#transitions.push(...(await this.record.newTransitions()));
    const table = await this.record.table();
    const deadLetters = await this.record.deadLetters();
    const broken = brokenGuarantees({
      asked: this.asked,
      table,
      transitions: this.#transitions,
      deadLetters,
    });
    assert.deepEqual(broken, [], `SEED=${this.#seed} replays the faults`);
    const count = (wanted: string) => table.orders.filter(({ status }) => status === wanted).length;
    const outcome = {
      pending: count("PENDING"),
      confirmed: count("CONFIRMED"),
      deadLetters: deadLetters.length,
    };
    // A function that is killed after the fact has not counted it.
    const counted = await this.metric("orders-process", "OrdersConfirmed");
    assert.ok(counted <= outcome.confirmed, `${counted} confirmations of ${outcome.confirmed} orders`);
    return outcome;
  }

  /** What a function counted of one of the platform's own metrics. */
  metric(functionName: string, name: MetricName): Promise<number> {
    return metricSum(this.platform, METRIC_NAMESPACE, name, { function: `${functionName}-${STACK}` });
  }

  /** What the operator does at last: moves the dead letters back, and waits. */
  async redrive(): Promise<void> {
    await this.platform.cloud.clock.advance(STEP);
    await this.record.redrive();
    await this.quiet();
  }

  /** Says in one line what was asked for, what became of it, and the faults by kind. */
  end(): void {
    this.#noMoreWarnings();
    const accepted = this.asked.filter(({ answers }) => answers.some(({ status }) => status === 201));
    const faults = FAULT_KINDS.map((kind) => `${kind} ${this.injected(kind)}`).join(", ");
    console.log(
      `      ${this.asked.length} orders asked for, ${accepted.length} accepted; ${faults}; SEED=${this.#seed}`,
    );
  }
}

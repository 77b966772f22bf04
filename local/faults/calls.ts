import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/clock.ts";
import { AnswerLost } from "../core/errors.ts";
import type { AuthorisedCall } from "../core/service.ts";
import type { ActiveRule } from "./active-rule.ts";
import { failed, throttled, writeConflict } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { Subject } from "./matching.ts";
import type { FaultKind } from "./plan.ts";

/** The execution environments of functions, by the access key of their credentials. */
export interface Environments {
  has(accessKeyId: string): boolean;
  /** Ends an environment at once, whatever it does; resolves when it is gone. */
  crash(accessKeyId: string): Promise<void>;
}

/** The calls that tasks of workflows make, by the id of the request. */
export interface Workflows {
  calls(requestId: string): boolean;
}

const DELAYS: ReadonlySet<FaultKind> = new Set(["delay"]);
const ENDINGS: ReadonlySet<FaultKind> = new Set(["throttle", "error", "drop"]);
const CRASHES: ReadonlySet<FaultKind> = new Set(["crash-before", "crash-after"]);
const CONFLICTS: ReadonlySet<FaultKind> = new Set(["conflict"]);
const LAGS: ReadonlySet<FaultKind> = new Set(["lag"]);

/** These keep their effect and lose their answer. */
const AFTER_EFFECT: ReadonlySet<FaultKind> = new Set(["drop", "crash-after"]);

/** Single writes, which a transaction on their item refuses. Transactions ask on their own, within themselves. */
const CONFLICTING_WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** Brings the plan's faults to the calls of services. */
export class CallFaults {
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #environments: Environments;
  readonly #workflows: Workflows;
  readonly #current = new AsyncLocalStorage<AuthorisedCall>();
  readonly #delayed = new Set<AuthorisedCall>();

  constructor(options: {
    readonly faults: Faults;
    readonly clock: Clock;
    readonly environments: Environments;
    readonly workflows: Workflows;
  }) {
    this.#faults = options.faults;
    this.#clock = options.clock;
    this.#environments = options.environments;
    this.#workflows = options.workflows;
  }

  /** How many calls of functions and workflows a fault keeps waiting now. */
  get delayed(): number {
    let count = 0;
    for (const call of this.#delayed) if (this.#isWaitedFor(call)) count += 1;
    return count;
  }

  /** Runs a call with whatever happens to it. Lambda's faults are those of invocations, however they come about. */
  intercept<Output>(call: AuthorisedCall, run: () => Promise<Output>): Promise<Output> {
    return this.#faults.active && call.service !== "lambda" ? this.#runWithFaults(call, run) : run();
  }

  /** Whether a rule makes reads see the past. */
  get readsLag(): boolean {
    return this.#faults.has(LAGS);
  }

  /** How old the state is that the current call's read sees. */
  readLag(): number {
    const call = this.#current.getStore();
    const [active] = call === undefined ? [] : this.#faults.wanted(call, LAGS);
    if (active === undefined || call === undefined) return 0;
    this.#faults.record(active, call);
    return active.rule.lagMs ?? 0;
  }

  /** The positions of the current transaction's items that another transaction holds. */
  transactionConflicts(participants: readonly unknown[]): readonly number[] {
    const call = this.#current.getStore();
    const [active] = call === undefined ? [] : this.#faults.wanted(call, CONFLICTS);
    if (active === undefined || call === undefined) return [];
    this.#faults.record(active, call);
    return [active.choose(participants.length)];
  }

  async #runWithFaults<Output>(call: AuthorisedCall, run: () => Promise<Output>): Promise<Output> {
    const crashes = this.#environmentOf(call) === undefined ? [] : this.#faults.wanted(call, CRASHES);
    const conflicts = conflicting(call) ? this.#faults.wanted(call, CONFLICTS) : [];
    const endings = [...this.#faults.wanted(call, ENDINGS), ...crashes, ...conflicts].sort(byPosition);
    const before = endings.find(({ rule }) => !AFTER_EFFECT.has(rule.fault));
    const after = before === undefined ? endings[0] : undefined;
    const delays = this.#faults.wanted(call, DELAYS);
    for (const active of [...delays, ...((before ?? after) ? [before ?? after] : [])])
      if (active !== undefined) this.#faults.record(active, call);

    await this.#delay(delays, call);
    if (before !== undefined) return this.#end(before, call);
    if (after === undefined) return this.#current.run(call, run);
    await this.#current.run(call, run).catch(() => undefined);
    return this.#end(after, call);
  }

  async #delay(delays: readonly ActiveRule[], call: AuthorisedCall): Promise<void> {
    if (delays.length === 0) return;
    this.#delayed.add(call);
    await this.#clock.sleep(delays.reduce((sum, { rule }) => sum + (rule.delayMs ?? 0), 0));
    this.#delayed.delete(call);
  }

  /** Whether the clock would wait for who makes the call. */
  #isWaitedFor(call: AuthorisedCall): boolean {
    return this.#environmentOf(call) !== undefined || this.#workflows.calls(call.requestId);
  }

  async #end({ rule }: ActiveRule, call: AuthorisedCall): Promise<never> {
    switch (rule.fault) {
      case "throttle":
        throw throttled(call.service, rule.code);
      case "error":
        throw failed(call.service, rule.code);
      case "conflict":
        throw writeConflict();
      default:
        if (rule.fault !== "drop") await this.#environments.crash(this.#environmentOf(call) ?? "");
        throw new AnswerLost(`An injected fault lost the answer of ${call.service}:${call.operation}.`);
    }
  }

  /** The access key of the environment that makes the call, where one does. */
  #environmentOf({ accessKeyId }: AuthorisedCall): string | undefined {
    return accessKeyId !== undefined && this.#environments.has(accessKeyId) ? accessKeyId : undefined;
  }
}

function conflicting({ service, operation }: Subject): boolean {
  return service === "dynamodb" && CONFLICTING_WRITES.has(operation);
}

function byPosition(one: ActiveRule, other: ActiveRule): number {
  return one.index - other.index;
}

import type { Clock } from "../../../core/clock.ts";
import { Changes, type Durable } from "../../../core/durable.ts";
import { executionDoesNotExist } from "../errors.ts";
import type { HistoryEvent } from "../interpreter/history-event.ts";
import { DurableHistory, DurableProgress, DurableStarts } from "./durables.ts";
import type { Execution } from "./execution.ts";

/** Source: Step Functions Developer Guide, "Quotas related to state machine executions": execution history, 90 days. */
const RETENTION_MS = 90 * 86_400_000;

/** How many of the executions that ended last have their history at hand. */
const AT_HAND = 200;

/** The executions of all state machines: those that run, and those that ended in the last 90 days of the clock. */
export class Executions {
  readonly #clock: Clock;
  readonly #changes = { starts: new Changes(), progress: new Changes(), history: new Changes() };
  /** By ARN, in the order in which they started. */
  readonly #byArn = new Map<string, Execution>();
  /** Those that ended, the latest at the end, whose history is not packed yet. */
  readonly #ended: Execution[] = [];
  readonly #onEnd = new Map<string, Set<() => void>>();
  readonly durables: readonly Durable[];

  /** @param hasMachine Whether there is a state machine with an ARN: what is kept of others is forgotten. */
  constructor(clock: Clock, hasMachine: (machineArn: string) => boolean) {
    this.#clock = clock;
    this.durables = [
      new DurableStarts(this.#byArn, this.#changes.starts, hasMachine),
      new DurableProgress(this.#byArn, this.#changes.progress),
      new DurableHistory(this.#byArn, this.#changes.history),
    ];
  }

  [Symbol.iterator](): Iterator<Execution> {
    return this.#byArn.values();
  }

  get size(): number {
    return this.#byArn.size;
  }

  of(machineArn: string): readonly Execution[] {
    this.#forgetOld();
    return [...this.#byArn.values()].filter(({ record }) => record.machineArn === machineArn);
  }

  find(arn: string): Execution | undefined {
    this.#forgetOld();
    return this.#byArn.get(arn);
  }

  /** @throws {AwsError} `ExecutionDoesNotExist` */
  require(arn: string): Execution {
    const execution = this.find(arn);
    if (execution === undefined) throw executionDoesNotExist(arn);
    return execution;
  }

  add(execution: Execution): void {
    const { arn, machineArn } = execution.record;
    this.#byArn.set(arn, execution);
    this.#changes.starts.mark(machineArn, arn);
    this.save(execution);
  }

  save({ record }: Execution): void {
    this.#changes.progress.mark(record.machineArn, record.arn);
  }

  /** What happened is kept together with where that has led. */
  append(execution: Execution, event: HistoryEvent): void {
    execution.history.append(event);
    this.#changes.history.mark(execution.record.arn, event.id);
    this.save(execution);
  }

  /** Calls back once when the execution has ended. Returns the function that ends this. */
  onEnd(arn: string, callback: () => void): () => void {
    const callbacks = this.#onEnd.get(arn) ?? new Set();
    this.#onEnd.set(arn, callbacks.add(callback));
    return () => callbacks.delete(callback);
  }

  ended(execution: Execution): void {
    this.save(execution);
    this.#packLater(execution);
    const callbacks = this.#onEnd.get(execution.record.arn) ?? [];
    this.#onEnd.delete(execution.record.arn);
    for (const callback of callbacks) callback();
  }

  delete({ record, history }: Execution): void {
    const { arn, machineArn } = record;
    this.#byArn.delete(arn);
    this.#changes.starts.mark(machineArn, arn);
    this.#changes.progress.mark(machineArn, arn);
    for (let id = 1; id <= history.length; id++) this.#changes.history.mark(arn, id);
  }

  /** All that was kept is there again: answers what is to go on. */
  restored(): readonly Execution[] {
    const all = [...this.#byArn.values()];
    for (const execution of all) this.#packLater(execution);
    return all.filter(({ record }) => record.status === "RUNNING");
  }

  #packLater(execution: Execution): void {
    if (execution.record.status !== "RUNNING") this.#ended.push(execution);
    if (this.#ended.length <= AT_HAND) return;
    const oldest = this.#ended.shift();
    if (oldest?.record.status !== "RUNNING") oldest?.history.pack();
  }

  /** Those that ended long ago are among the first that started. */
  #forgetOld(): void {
    const oldest = this.#clock.now() - RETENTION_MS;
    for (const execution of this.#byArn.values()) {
      if (execution.record.startedAt >= oldest) return;
      const { stoppedAt = Number.POSITIVE_INFINITY } = execution.record;
      if (stoppedAt < oldest) this.delete(execution);
    }
  }
}

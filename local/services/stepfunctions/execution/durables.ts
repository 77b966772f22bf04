import type { Changes, Durable } from "../../../core/durable.ts";
import type { HistoryEvent } from "../interpreter/history-event.ts";
import type { Execution, ExecutionProgress, ExecutionRecord, ExecutionStart } from "./execution.ts";
import { History } from "./history.ts";

type ByArn = Map<string, Execution>;

/** What each execution began with, by its state machine: it is kept once. To be restored before the others. */
export class DurableStarts implements Durable<ExecutionStart> {
  readonly name = "stepfunctions/starts";
  readonly changes: Changes;
  readonly #byArn: ByArn;
  readonly #hasMachine: (machineArn: string) => boolean;

  constructor(byArn: ByArn, changes: Changes, hasMachine: (machineArn: string) => boolean) {
    this.#byArn = byArn;
    this.changes = changes;
    this.#hasMachine = hasMachine;
  }

  keys(): Iterable<readonly [string, string]> {
    return keysOf(this.#byArn);
  }

  value(_machineArn: string, executionArn: string): ExecutionStart | undefined {
    const record = this.#byArn.get(executionArn)?.record;
    if (record === undefined) return undefined;
    const { arn, name, machineArn, machineName, machineCreatedAt } = record;
    const { revision, startedAt, input, traceHeader, trace } = record;
    return {
      ...{ arn, name, machineArn, machineName, machineCreatedAt, revision, startedAt, input },
      ...(traceHeader !== undefined && { traceHeader }),
      ...(trace !== undefined && { trace }),
    };
  }

  restore(machineArn: string, arn: string, start: ExecutionStart): void {
    if (this.#hasMachine(machineArn))
      this.#byArn.set(arn, { record: start as ExecutionRecord, history: new History() });
  }
}

/** Where each execution is, by its state machine. */
export class DurableProgress implements Durable<ExecutionProgress> {
  readonly name = "stepfunctions/progress";
  readonly changes: Changes;
  readonly #byArn: ByArn;

  constructor(byArn: ByArn, changes: Changes) {
    this.#byArn = byArn;
    this.changes = changes;
  }

  keys(): Iterable<readonly [string, string]> {
    return keysOf(this.#byArn);
  }

  value(_machineArn: string, arn: string): ExecutionProgress | undefined {
    const record = this.#byArn.get(arn)?.record;
    if (record === undefined) return undefined;
    const { status, stoppedAt, output, error, cause, redriveCount, redrivenAt, frame } = record;
    return {
      ...{ status, redriveCount, frame },
      ...(stoppedAt !== undefined && { stoppedAt }),
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      ...(redrivenAt !== undefined && { redrivenAt }),
    };
  }

  restore(_machineArn: string, arn: string, progress: ExecutionProgress): void {
    Object.assign(this.#byArn.get(arn)?.record ?? {}, progress);
  }
}

/** The events of each execution. */
export class DurableHistory implements Durable<HistoryEvent> {
  readonly name = "stepfunctions/history";
  readonly changes: Changes;
  readonly #byArn: ByArn;

  constructor(byArn: ByArn, changes: Changes) {
    this.#byArn = byArn;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const { record, history } of this.#byArn.values())
      for (let id = 1; id <= history.length; id++) yield [record.arn, String(id)];
  }

  value(arn: string, id: string): HistoryEvent | undefined {
    return this.#byArn.get(arn)?.history.events[Number(id) - 1];
  }

  restore(arn: string, id: string, event: HistoryEvent): void {
    this.#byArn.get(arn)?.history.restore(Number(id), event);
  }
}

function* keysOf(byArn: ByArn): Iterable<readonly [string, string]> {
  for (const { record } of byArn.values()) yield [record.machineArn, record.arn];
}

import type { Dispatcher } from "../../../core/service.ts";
import { LogDelivery } from "../../logs/delivery.ts";
import type { HistoryEvent, HistoryEventType } from "../interpreter/history-event.ts";
import type { JsonObject } from "../language/json.ts";
import type { LogLevel } from "../state-machines.ts";
import type { ExecutionRecord } from "./execution.ts";

const DATA = ["input", "output", "parameters", "inputDetails", "outputDetails", "assignedVariables"];
const FATAL: readonly HistoryEventType[] = ["ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"];

/**
 * Writes the events of executions to the log group of their state machine, as far as its level goes.
 * Source: Step Functions Developer Guide, "Using CloudWatch Logs to log execution history".
 */
export class ExecutionLog {
  readonly #dispatcher: Dispatcher;
  readonly #streams = new Map<string, LogDelivery>();

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  write(record: ExecutionRecord, event: HistoryEvent): void {
    const { level, logGroupArn, includeExecutionData } = record.revision.logging;
    if (logGroupArn === undefined || !isLogged(level, event.type)) return;
    const line = JSON.stringify(lineOf(record, event, includeExecutionData));
    this.#stream(record, logGroupArn).write(event.timestamp, line);
  }

  /** Resolves when everything written so far is delivered, or lost. */
  async flushed(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.flushed()));
  }

  /** A state machine has one stream for the executions that began on one day. */
  #stream({ machineName, machineCreatedAt, startedAt }: ExecutionRecord, logGroupArn: string): LogDelivery {
    const day = new Date(startedAt).toISOString().slice(0, 10);
    const name = `states/${machineName}/${day}/${machineCreatedAt.toString(16)}`;
    const key = `${logGroupArn} ${name}`;
    const stream = this.#streams.get(key) ?? new LogDelivery(this.#dispatcher, logGroupArn, name);
    this.#streams.set(key, stream);
    return stream;
  }
}

function isLogged(level: LogLevel, type: HistoryEventType): boolean {
  if (level === "ALL") return true;
  if (FATAL.includes(type)) return level !== "OFF";
  return level === "ERROR" && /Failed$|TimedOut$|Aborted$/.test(type);
}

function lineOf({ arn, redriveCount }: ExecutionRecord, event: HistoryEvent, withData: boolean): object {
  const { id, type, previousEventId, timestamp, details = {} } = event;
  return {
    id: String(id),
    type,
    details: withData ? details : withoutData(details),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: arn,
    redrive_count: String(redriveCount),
  };
}

function withoutData(details: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.includes(name)));
}

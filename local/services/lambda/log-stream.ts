import { setTimeout } from "node:timers/promises";
import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";
import type { LogEvent } from "../../runtime/environment.ts";

export interface LogStreamOptions {
  readonly dispatcher: Dispatcher;
  /** The function's role: what it may not write is lost, as on AWS. */
  readonly principal: Principal;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Told once of every reason for which events are lost. */
  readonly onLost: (reason: string) => void;
}

/** `PutLogEvents`: at most 10,000 events and 1 MiB in a batch, counting 26 bytes for each event beside its message. */
const MAX_BATCH_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
/** What comes so soon after a write is written together. */
const TOGETHER_MS = 10;
/** Lambda cuts longer messages. */
const MAX_MESSAGE_BYTES = 256 * 1024 - EVENT_OVERHEAD_BYTES;

/** The log stream of one execution environment. Writes in order, in batches, behind the invocations. */
export class LogStream {
  readonly #options: LogStreamOptions;
  #pending: LogEvent[] = [];
  #writing: Promise<void> = Promise.resolve();
  #due = false;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #created = false;
  #follower: ((event: LogEvent) => void) | undefined;

  constructor(options: LogStreamOptions) {
    this.#options = options;
  }

  add(event: LogEvent): void {
    if (event.message === "") return;
    this.#pending.push({ ...event, message: cut(event.message) });
    this.#follower?.(event);
  }

  /** Tells `follower` of every event from now on, and nobody else. */
  follow(follower: ((event: LogEvent) => void) | undefined): void {
    this.#follower = follower;
  }

  /** Writes what is pending; resolves when it is written or lost. */
  flush(): Promise<void> {
    if (this.#pending.length > 0 && !this.#due) {
      this.#due = true;
      this.#writing = this.#writing.then(() => this.#writePending());
    }
    return this.#writing;
  }

  async #writePending(): Promise<void> {
    const waitMs = this.#writtenAt + TOGETHER_MS - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    this.#due = false;
    const events = this.#pending;
    this.#pending = [];
    await this.#write(events);
    this.#writtenAt = performance.now();
  }

  async #write(events: readonly LogEvent[]): Promise<void> {
    try {
      if (!this.#created) await this.#create();
      this.#created = true;
      for (const logEvents of batches(events)) await this.#call("PutLogEvents", { logEvents });
    } catch (error) {
      this.#options.onLost(error instanceof Error ? error.message : String(error));
    }
  }

  async #create(): Promise<void> {
    try {
      await this.#call("CreateLogStream", {});
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ResourceNotFoundException") throw error;
      const { logGroupName, dispatcher, principal } = this.#options;
      await dispatcher.call("logs", "CreateLogGroup", { logGroupName }, principal);
      await this.#call("CreateLogStream", {});
    }
  }

  async #call(operation: string, input: object): Promise<void> {
    const { dispatcher, principal, logGroupName, logStreamName } = this.#options;
    await dispatcher.call("logs", operation, { logGroupName, logStreamName, ...input }, principal);
  }
}

function cut(message: string): string {
  if (Buffer.byteLength(message) <= MAX_MESSAGE_BYTES) return message;
  return Buffer.from(message, "utf8")
    .subarray(0, MAX_MESSAGE_BYTES)
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
}

function* batches(events: readonly LogEvent[]): Generator<LogEvent[]> {
  let batch: LogEvent[] = [];
  let bytes = 0;
  // PutLogEvents wants chronological order, and events of the runtime and of Lambda come by different ways.
  for (const event of events.toSorted((a, b) => a.timestamp - b.timestamp)) {
    const size = Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    if (batch.length === MAX_BATCH_EVENTS || bytes + size > MAX_BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

import { type Account, arn } from "../../core/account.ts";
import type { Changes } from "../../core/durable.ts";
import { noSuchStream, streamExists } from "./errors.ts";
import { eventBytes, type LogEvent, LogStream } from "./log-stream.ts";

const DAY_MS = 86_400_000;

export type LogGroupClass = "STANDARD" | "INFREQUENT_ACCESS";

export interface LogGroupOptions {
  readonly account: Account;
  readonly name: string;
  readonly logGroupClass: LogGroupClass;
  readonly creationTime: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Beyond this many bytes the oldest events are dropped, whatever the retention is. */
  readonly maxBytes: number;
  /** Told of each stream that comes or goes. */
  readonly streamChanges?: Changes;
}

/** A log group: its streams, how long it keeps events, and its key. */
export class LogGroup {
  readonly name: string;
  /** Without the `:*` at its end. */
  readonly arn: string;
  readonly logGroupClass: LogGroupClass;
  readonly creationTime: number;
  tags: Map<string, string>;
  kmsKeyId: string | undefined;
  retentionInDays: number | undefined;
  deletionProtection = false;
  readonly #streams = new Map<string, LogStream>();
  readonly #streamChanges: Changes | undefined;
  readonly #maxBytes: number;

  constructor(options: LogGroupOptions) {
    this.name = options.name;
    this.arn = arn(options.account, "logs", `log-group:${options.name}`);
    this.logGroupClass = options.logGroupClass;
    this.creationTime = options.creationTime;
    this.tags = new Map(Object.entries(options.tags));
    this.#maxBytes = options.maxBytes;
    this.#streamChanges = options.streamChanges;
  }

  /** Tells groups that have had one name apart. */
  get id(): string {
    return `${this.name} ${this.creationTime}`;
  }

  get streams(): Iterable<LogStream> {
    return this.#streams.values();
  }

  get storedBytes(): number {
    let bytes = 0;
    for (const stream of this.#streams.values()) bytes += stream.bytes;
    return bytes;
  }

  /** @throws {AwsError} `ResourceAlreadyExistsException` */
  createStream(name: string, now: number): void {
    if (this.#streams.has(name)) throw streamExists();
    this.#streams.set(name, new LogStream(name, `${this.arn}:log-stream:${name}`, now));
    this.#streamChanges?.mark(this.id, name);
  }

  stream(name: string): LogStream | undefined {
    return this.#streams.get(name);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  requireStream(name: string): LogStream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw noSuchStream();
    return stream;
  }

  deleteStream(name: string): void {
    this.#streams.delete(this.requireStream(name).name);
    this.#streamChanges?.mark(this.id, name);
  }

  /** Drops all events. Streams stay, for whoever writes to them. */
  clear(): void {
    for (const stream of this.#streams.values()) stream.dropFirst(stream.events.length);
  }

  /** The time before which retention has ended. */
  retainedFrom(now: number): number {
    return this.retentionInDays === undefined ? 0 : now - this.retentionInDays * DAY_MS;
  }

  /** Drops what retention ends, and the oldest events where there are too many. */
  trim(now: number): void {
    for (const stream of this.#streams.values()) stream.dropBefore(this.retainedFrom(now));
    if (this.storedBytes > this.#maxBytes) this.#dropOldest();
  }

  /** Makes room for a quarter, so that this is rare. */
  #dropOldest(): void {
    const events: { readonly stream: LogStream; readonly event: LogEvent }[] = [];
    for (const stream of this.#streams.values())
      for (const event of stream.events) events.push({ stream, event });
    events.sort(
      (a, b) => a.event.timestamp - b.event.timestamp || (a.event.eventId < b.event.eventId ? -1 : 1),
    );
    let excess = this.storedBytes - this.#maxBytes * 0.75;
    const dropped = new Map<LogStream, number>();
    for (const { stream, event } of events) {
      if (excess <= 0) break;
      excess -= eventBytes(event.message);
      dropped.set(stream, (dropped.get(stream) ?? 0) + 1);
    }
    for (const [stream, count] of dropped) stream.dropFirst(count);
  }
}

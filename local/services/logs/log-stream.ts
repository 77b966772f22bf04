/** One event of a stream. Times are milliseconds since the epoch. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
  readonly eventId: string;
}

/** What an event counts besides its message's bytes. Source: CloudWatch Logs API Reference, `PutLogEvents`. */
export const EVENT_OVERHEAD_BYTES = 26;

export function eventBytes(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

/** A stream's events, in the order of their timestamps, those of equal time as they came. */
export class LogStream {
  readonly name: string;
  readonly arn: string;
  readonly creationTime: number;
  readonly #events: LogEvent[] = [];
  #bytes = 0;
  #lastIngestionTime: number | undefined;

  constructor(name: string, arn: string, creationTime: number) {
    this.name = name;
    this.arn = arn;
    this.creationTime = creationTime;
  }

  get events(): readonly LogEvent[] {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get lastIngestionTime(): number | undefined {
    return this.#lastIngestionTime;
  }

  add(event: LogEvent): void {
    let index = this.#events.length;
    while (index > 0 && (this.#events[index - 1] as LogEvent).timestamp > event.timestamp) index--;
    if (index === this.#events.length) this.#events.push(event);
    else this.#events.splice(index, 0, event);
    this.#bytes += eventBytes(event.message);
    this.#lastIngestionTime = event.ingestionTime;
  }

  /** Drops the events before a time. */
  dropBefore(time: number): void {
    const first = this.#events[0];
    if (first === undefined || first.timestamp >= time) return;
    const kept = this.#events.findIndex(({ timestamp }) => timestamp >= time);
    this.dropFirst(kept < 0 ? this.#events.length : kept);
  }

  /** Drops the oldest events. */
  dropFirst(count: number): void {
    for (const { message } of this.#events.splice(0, count)) this.#bytes -= eventBytes(message);
  }
}

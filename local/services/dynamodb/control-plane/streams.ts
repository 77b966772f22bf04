import type { Account } from "../../../core/account.ts";
import type { Clock } from "../../../core/clock.ts";
import type { Changes } from "../../../core/durable.ts";
import { Stream } from "../engine/stream.ts";
import type { Table } from "../engine/table.ts";

/** A stream, and the table whose changes it holds, which may be gone. */
export interface TableStream {
  readonly stream: Stream;
  readonly table: Table;
}

/** The streams there are, by ARN. One outlives its end, and its table's, by 24 hours. */
export class Streams {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #changes: Changes | undefined;
  readonly #streams = new Map<string, TableStream>();

  /** @param changes Told of every record, and of every shard that opens or closes. */
  constructor(account: Account, clock: Clock, changes?: Changes) {
    this.#account = account;
    this.#clock = clock;
    this.#changes = changes;
  }

  enable(table: Table, viewType: Stream["viewType"]): void {
    const stream = new Stream({
      tableArn: table.definition.arn,
      region: this.#account.region,
      key: table.key,
      viewType,
      now: this.#clock.date(),
      ...(this.#changes && { changes: this.#changes }),
    });
    table.stream = stream;
    this.#streams.set(stream.arn, { stream, table });
  }

  disable(table: Table): void {
    table.stream?.disable(this.#clock.now());
    table.stream = undefined;
  }

  find(streamArn: string): TableStream | undefined {
    this.#forgetGone();
    return this.#streams.get(streamArn);
  }

  /** In the order of their ARNs. */
  all(): readonly TableStream[] {
    this.#forgetGone();
    return [...this.#streams.values()].sort((a, b) => (a.stream.arn < b.stream.arn ? -1 : 1));
  }

  #forgetGone(): void {
    const now = this.#clock.now();
    for (const [arn, { stream }] of this.#streams) if (stream.isGone(now)) this.#streams.delete(arn);
  }
}

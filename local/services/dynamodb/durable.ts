import type { Changes, Durable } from "../../core/durable.ts";
import type { Catalog } from "./control-plane/catalog.ts";
import type { Streams } from "./control-plane/streams.ts";
import type { WireItem } from "./data-plane/types.ts";
import type { StreamPart } from "./engine/stream.ts";
import type { Table } from "./engine/table.ts";
import { normalizeItem } from "./validation/values.ts";

/** The items of all tables, by the table's id and their primary key. */
export class DurableItems implements Durable<WireItem> {
  readonly name = "dynamodb/items";
  readonly changes: Changes;
  readonly #catalog: Catalog;

  constructor(catalog: Catalog, changes: Changes) {
    this.#catalog = catalog;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const table of this.#catalog) for (const { id } of table.items()) yield [table.definition.id, id];
  }

  value(tableId: string, id: string): WireItem | undefined {
    return this.#table(tableId)?.find(id)?.item;
  }

  restore(tableId: string, _id: string, item: WireItem): void {
    this.#table(tableId)?.restore(normalizeItem(item));
  }

  #table(id: string): Table | undefined {
    for (const table of this.#catalog) if (table.definition.id === id) return table;
    return undefined;
  }
}

/** The shards and records of all streams, by the stream's ARN. */
export class DurableStreams implements Durable<StreamPart> {
  readonly name = "dynamodb/streams";
  readonly changes: Changes;
  readonly #streams: Streams;

  constructor(streams: Streams, changes: Changes) {
    this.#streams = streams;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const { stream } of this.#streams.all()) for (const part of stream.parts()) yield [stream.arn, part];
  }

  value(streamArn: string, part: string): StreamPart | undefined {
    return this.#streams.find(streamArn)?.stream.part(part);
  }

  restore(streamArn: string, _part: string, part: StreamPart): void {
    this.#streams.find(streamArn)?.stream.restore(part);
  }
}

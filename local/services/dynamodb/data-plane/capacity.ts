/** What operations consume: of what is provisioned, and as `ReturnConsumedCapacity` asks for it. */
import type { CapacityKind } from "../engine/provisioned-capacity.ts";
import { indexWriteUnits } from "../engine/secondary-index.ts";
import { writeUnits } from "../engine/size.ts";
import type { Table, Written } from "../engine/table.ts";
import type { ReturnConsumedCapacity } from "./types.ts";

/** Units of one table: its own, and those of its indexes by name. */
interface Units {
  table: number;
  readonly indexes: Map<string, number>;
}

export interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly Table?: Capacity;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
}

interface Capacity {
  readonly CapacityUnits: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

/** Adds up what one request consumes, table by table. */
export class CapacityMeter {
  readonly #mode: ReturnConsumedCapacity;
  /** Transactions say which of the two kinds of units they mean. */
  readonly #transaction: "Read" | "Write" | undefined;
  readonly #units = new Map<Table, Units>();

  constructor(mode: ReturnConsumedCapacity | undefined, transaction?: "Read" | "Write") {
    this.#mode = mode ?? "NONE";
    this.#transaction = transaction;
  }

  read(table: Table, units: number, indexName?: string): void {
    take(table, "read", units, indexName);
    const of = this.#of(table);
    if (indexName === undefined) of.table += units;
    else of.indexes.set(indexName, (of.indexes.get(indexName) ?? 0) + units);
  }

  /** A write, which costs the larger of the two versions of the item and what it changes in each index. */
  write(table: Table, { before, after }: Written): void {
    if (this.#mode === "NONE" && table.definition.billingMode !== "PROVISIONED") return;
    const factor = this.#transaction === undefined ? 1 : 2;
    const units = this.#of(table);
    const cost = writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0)) * factor;
    units.table += cost;
    take(table, "write", cost);
    for (const [name, index] of table.indexes) {
      const cost = indexWriteUnits(index.entryFor(before), index.entryFor(after)) * factor;
      if (cost === 0) continue;
      units.indexes.set(name, (units.indexes.get(name) ?? 0) + cost);
      take(table, "write", cost, name);
    }
  }

  /** The member `ConsumedCapacity` of an operation on one table. */
  single(): { ConsumedCapacity?: ConsumedCapacity } {
    const [first] = this.#all();
    return first === undefined ? {} : { ConsumedCapacity: first };
  }

  /** The member `ConsumedCapacity` of an operation on several tables. */
  several(): { ConsumedCapacity?: readonly ConsumedCapacity[] } {
    return this.#mode === "NONE" ? {} : { ConsumedCapacity: this.#all() };
  }

  #of(table: Table): Units {
    let units = this.#units.get(table);
    if (units === undefined) {
      units = { table: 0, indexes: new Map() };
      this.#units.set(table, units);
    }
    return units;
  }

  #all(): readonly ConsumedCapacity[] {
    if (this.#mode === "NONE") return [];
    return [...this.#units].map(([table, units]) => {
      const total = [...units.indexes.values()].reduce((sum, index) => sum + index, units.table);
      const summary = { TableName: table.definition.name, ...this.#capacity(total) };
      if (this.#mode === "TOTAL") return summary;
      const local = this.#indexCapacities(table, units, "local");
      const global = this.#indexCapacities(table, units, "global");
      return {
        ...summary,
        Table: this.#capacity(units.table),
        ...(local && { LocalSecondaryIndexes: local }),
        ...(global && { GlobalSecondaryIndexes: global }),
      };
    });
  }

  #capacity(units: number): Capacity {
    return {
      CapacityUnits: units,
      ...(this.#transaction && { [`${this.#transaction}CapacityUnits`]: units }),
    };
  }

  #indexCapacities(
    table: Table,
    units: Units,
    kind: "local" | "global",
  ): Readonly<Record<string, Capacity>> | undefined {
    const entries = [...units.indexes].filter(([name]) => table.indexes.get(name)?.schema.kind === kind);
    if (entries.length === 0) return undefined;
    return Object.fromEntries(entries.map(([name, cost]) => [name, this.#capacity(cost)]));
  }
}

/** A local index has its table's units. */
function take(table: Table, kind: CapacityKind, units: number, indexName?: string): void {
  if (table.definition.billingMode !== "PROVISIONED") return;
  const isGlobal = indexName !== undefined && table.indexes.get(indexName)?.schema.kind === "global";
  table.capacity.take(kind, units, isGlobal ? indexName : undefined);
}

import { validationError } from "../../../core/errors.ts";
import type { Position } from "../engine/collection.ts";
import { sortable } from "../engine/order.ts";
import { type KeySchema, keyAttributes, keyNames, pick } from "../engine/schema.ts";
import type { SecondaryIndex } from "../engine/secondary-index.ts";
import type { Table } from "../engine/table.ts";
import { type AttributeValue, copyOut, type Item, scalarOf } from "../engine/value.ts";
import type { View } from "../engine/view.ts";
import { requireKey } from "../validation/keys.ts";
import { normalizeItem } from "../validation/values.ts";
import { type DataPlane, lagOf } from "./data-plane.ts";
import type { PageInput, WireItem } from "./types.ts";

/** What a Query or a Scan reads: a table, or one of its indexes. */
export interface ReadSource {
  readonly table: Table;
  readonly index: SecondaryIndex | undefined;
  readonly key: KeySchema;
}

/** @throws {AwsError} `ResourceNotFoundException`, `ValidationException` */
export function requireSource(plane: DataPlane, input: PageInput): ReadSource {
  const table = plane.catalog.require(input.TableName);
  if (input.IndexName === undefined) return { table, index: undefined, key: table.key };
  const index = table.indexes.get(input.IndexName);
  if (index === undefined) {
    throw validationError(`The table does not have the specified index: ${input.IndexName}`);
  }
  if (index.schema.kind === "global" && input.ConsistentRead === true) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  return { table, index, key: index.schema.key };
}

/** The source as the read sees it. Without `ConsistentRead`, and always in a global index, that may be an older state. */
export function viewOf(
  plane: DataPlane,
  { table, index }: ReadSource,
  consistentRead: boolean | undefined,
): View {
  const now = plane.clock.now();
  const lag = lagOf(plane, consistentRead);
  return index === undefined ? table.view(now, lag) : table.indexView(index, now, lag);
}

/** `LastEvaluatedKey` for an item: its keys in the table and in the index. */
export function lastKey({ table, key }: ReadSource, item: Item): Readonly<Record<string, AttributeValue>> {
  return copyOut(pick(item, keyNames(table.key, key)));
}

/** Where `ExclusiveStartKey` stands. @throws {AwsError} `ValidationException` */
export function requireStart(
  source: ReadSource,
  wire: WireItem | undefined,
  operation: "Query" | "Scan",
): StartKey | undefined {
  if (wire === undefined) return undefined;
  const { table, index, key } = source;
  const item = withPrefix("The provided starting key is invalid: ", () => normalizeItem(wire));
  const invalid = "The provided starting key is invalid";
  if (Object.keys(item).length !== keyNames(table.key, key).size) {
    const detail = operation === "Scan" && index === undefined;
    throw validationError(
      detail ? `${invalid}: The provided key element does not match the schema` : invalid,
    );
  }
  for (const { name, type } of keyAttributes(key)) {
    if (item[name]?.[type] === undefined) throw validationError(invalid);
  }
  const tableKey = pick(item, keyNames(table.key));
  const { id } = withPrefix(`${invalid}: `, () => requireKey(table, tableKey));
  const hash = item[key.hash.name] as AttributeValue;
  const range = key.range && item[key.range.name];
  return {
    position: {
      hash: scalarOf(hash),
      range: range === undefined ? "" : sortable(range),
      tie: index === undefined ? "" : id,
    },
    range,
  };
}

export interface StartKey {
  readonly position: Position;
  /** The value of the sort key, where the source has one. */
  readonly range: AttributeValue | undefined;
}

function withPrefix<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationException") {
      throw validationError(prefix + error.message);
    }
    throw error;
  }
}

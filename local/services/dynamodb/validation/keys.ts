import { AwsError, validationError } from "../../../core/errors.ts";
import { type IndexSchema, type KeyAttribute, type KeySchema, keyAttributes } from "../engine/schema.ts";
import { base64Size } from "../engine/size.ts";
import type { PrimaryKey, Table } from "../engine/table.ts";
import { type AttributeValue, type Item, typeOf } from "../engine/value.ts";
import { invalidParameter } from "../errors.ts";
import type { Expressions } from "../expressions/expressions.ts";
import type { Path } from "../expressions/placeholders.ts";

const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;

/** The primary key that a request names. @throws {AwsError} `ValidationException` where it does not fit the schema. */
export function requireKey(table: Table, key: Item): PrimaryKey {
  const attributes = keyAttributes(table.key);
  if (Object.keys(key).length !== attributes.length) throw schemaMismatch();
  for (const attribute of attributes) {
    const value = key[attribute.name];
    if (value?.[attribute.type] === undefined) throw schemaMismatch();
    requireKeyValue(attribute, value, attribute === table.key.hash);
  }
  return table.primaryKey(key);
}

/** @throws {AwsError} `ValidationException` for an item whose attributes fit neither the table's nor an index's key. */
export function requireItemKeys(table: Table, item: Item): void {
  for (const attribute of keyAttributes(table.key)) {
    const value = item[attribute.name];
    if (value === undefined) throw invalidParameter(`Missing the key ${attribute.name} in the item`);
    if (value[attribute.type] === undefined) {
      throw invalidParameter(
        `Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
    }
    requireKeyValue(attribute, value, attribute === table.key.hash);
  }
  for (const { schema } of table.indexes.values()) requireIndexValues(schema, item, indexTypeMismatch);
}

/** As `requireItemKeys` for the indexes, worded as for an update. */
export function requireUpdatedIndexKeys(table: Table, item: Item): void {
  for (const { schema } of table.indexes.values()) {
    requireIndexValues(schema, item, () =>
      validationError(
        "The update expression attempted to update the secondary index key to unsupported type",
      ),
    );
  }
}

/** @throws {AwsError} `ValidationException` for an update of a key, and for paths into keys, which are scalars. */
export function requirePathsOutsideKeys(
  table: Table,
  expressions: Expressions,
  paths: readonly Path[],
): void {
  const keys = keyAttributes(table.key).map(({ name }) => name);
  for (const { path } of expressions.update ?? []) {
    if (!keys.includes(path[0] as string)) continue;
    throw invalidParameter(`Cannot update attribute ${path[0]}. This attribute is part of the key`);
  }
  requireScalarKeys(table, paths);
}

/** @throws {AwsError} `ValidationException` for a path into a key attribute of the table or of an index. */
export function requireScalarKeys(table: Table, paths: readonly Path[]): void {
  const nested = new Set(paths.filter((path) => path.length > 1).map((path) => path[0] as string));
  if (nested.size === 0) return;
  const refuse = (kind: string, key: KeySchema) => {
    for (const { name } of keyAttributes(key)) {
      if (!nested.has(name)) continue;
      throw validationError(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${kind}: ${name}`,
      );
    }
  };
  refuse("Key", table.key);
  for (const { schema } of table.indexes.values()) refuse("IndexKey", schema.key);
}

function schemaMismatch(): Error {
  return validationError("The provided key element does not match the schema");
}

export function requireKeyValue(attribute: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  if (value.N !== undefined) return;
  if (value.S === "" || value.B === "") {
    throw notValid(
      `The AttributeValue for a key attribute cannot contain an empty ${kindOf(value)} value. Key: ${attribute.name}`,
    );
  }
  requireKeySize(value, isHash);
}

function requireKeySize(value: AttributeValue, isHash: boolean): void {
  const size = value.S === undefined ? base64Size(value.B ?? "") : Buffer.byteLength(value.S);
  if (isHash && size > MAX_HASH_BYTES) {
    throw invalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  }
  if (!isHash && size > MAX_RANGE_BYTES) {
    throw invalidParameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
}

function requireIndexValues(
  index: IndexSchema,
  item: Item,
  mismatch: (index: IndexSchema, attribute: KeyAttribute, value: AttributeValue) => Error,
): void {
  for (const attribute of keyAttributes(index.key)) {
    const value = item[attribute.name];
    if (value === undefined) continue;
    if (value[attribute.type] === undefined) throw mismatch(index, attribute, value);
    if (value.S === "" || value.B === "") {
      throw notValid(
        "A value specified for a secondary index key is not supported. " +
          `The AttributeValue for a key attribute cannot contain an empty ${kindOf(value)} value. ` +
          `IndexName: ${index.name}, IndexKey: ${attribute.name}`,
      );
    }
    if (value.N === undefined) requireKeySize(value, attribute === index.key.hash);
  }
}

function indexTypeMismatch(index: IndexSchema, attribute: KeyAttribute, value: AttributeValue): Error {
  return invalidParameter(
    `Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} ` +
      `Actual: ${typeOf(value)} IndexName: ${index.name}`,
  );
}

function kindOf(value: AttributeValue): string {
  return value.S === undefined ? "binary" : "string";
}

function notValid(complaint: string): AwsError {
  return new AwsError("ValidationException", `One or more parameter values are not valid. ${complaint}`);
}

import { validationError } from "../../../core/errors.ts";
import type { IndexDefinition } from "../engine/definition.ts";
import { type KeyAttribute, type KeySchema, keyNames } from "../engine/schema.ts";
import { invalidParameter } from "../errors.ts";
import type { AttributeDefinition, IndexInput, KeySchemaElement } from "./types.ts";

const MAX_GLOBAL_INDEXES = 20;
const MAX_LOCAL_INDEXES = 5;
const MAX_PROJECTED_ATTRIBUTES = 100;

/** @throws {AwsError} `ValidationException` as CreateTable words it. */
export function requireKeySchema(
  schema: readonly KeySchemaElement[],
  definitions: readonly AttributeDefinition[],
): KeySchema {
  const names = schema.map(({ AttributeName }) => AttributeName);
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  if (names.length > defined.length) {
    throw validationError("Invalid KeySchema: Some index key attribute have no definition");
  }
  if (names.some((name) => !defined.includes(name))) {
    throw invalidParameter(
      "Some index key attributes are not defined in AttributeDefinitions. " +
        `Keys: [${names.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  if (names.length === 2 && names[0] === names[1]) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (schema[0]?.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (schema[1] !== undefined && schema[1].KeyType !== "RANGE") {
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  const attribute = (name: string): KeyAttribute => ({
    name,
    type: definitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S",
  });
  const [hash, range] = names as [string, string?];
  return { hash: attribute(hash), ...(range !== undefined && { range: attribute(range) }) };
}

/** @throws {AwsError} `ValidationException` for definitions that no key uses, or that are there twice. */
export function requireUsedDefinitions(
  definitions: readonly AttributeDefinition[],
  key: KeySchema,
  indexes: readonly IndexDefinition[],
): void {
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  if (new Set(defined).size < defined.length) {
    throw invalidParameter("Cannot have two AttributeDefinitions with the same name");
  }
  const used = keyNames(key, ...indexes.map((index) => index.key));
  if (defined.length === used.size) return;
  if (indexes.length === 0) {
    throw invalidParameter(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  throw invalidParameter(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], ` +
      `keys used: [${[...used].join(", ")}]`,
  );
}

/** @throws {AwsError} `ValidationException` */
export function requireLocalIndexes(
  inputs: readonly IndexInput[] | undefined,
  definitions: readonly AttributeDefinition[],
  table: KeySchema,
): readonly IndexDefinition[] {
  if (inputs === undefined) return [];
  if (inputs.length === 0) throw invalidParameter("List of LocalSecondaryIndexes is empty");
  if (table.range === undefined) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  if (inputs.length > MAX_LOCAL_INDEXES) {
    throw invalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  }
  return inputs.map((input) => {
    const index = requireIndex(input, "local", definitions);
    if (index.key.range === undefined) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${index.name}`);
    }
    if (index.key.hash.name !== table.hash.name) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.name}. ` +
          `index hash key: ${index.key.hash.name}, table hash key: ${table.hash.name}`,
      );
    }
    return index;
  });
}

/** @throws {AwsError} `ValidationException` */
export function requireGlobalIndexes(
  inputs: readonly IndexInput[] | undefined,
  definitions: readonly AttributeDefinition[],
): readonly IndexDefinition[] {
  if (inputs === undefined) return [];
  if (inputs.length === 0) throw invalidParameter("List of GlobalSecondaryIndexes is empty");
  if (inputs.length > MAX_GLOBAL_INDEXES) {
    throw invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  return inputs.map((input) => requireIndex(input, "global", definitions));
}

/** @throws {AwsError} `ValidationException` for what is wrong with the indexes of a table taken together. */
export function requireCompatibleIndexes(indexes: readonly IndexDefinition[]): void {
  const names = new Set<string>();
  for (const { name } of indexes) {
    if (names.has(name)) throw invalidParameter(`Duplicate index name: ${name}`);
    names.add(name);
  }
  const projected = indexes.reduce((sum, { nonKeyAttributes }) => sum + nonKeyAttributes.length, 0);
  if (projected > MAX_PROJECTED_ATTRIBUTES) {
    throw invalidParameter(
      "Total number of NonKeyAttributes across all indexes of the table exceeds the limit of " +
        `${MAX_PROJECTED_ATTRIBUTES}: ${projected}`,
    );
  }
}

/** @throws {AwsError} `ValidationException` */
export function requireIndex(
  input: IndexInput,
  kind: "global" | "local",
  definitions: readonly AttributeDefinition[],
): IndexDefinition {
  const key = requireKeySchema(input.KeySchema, definitions);
  const { ProjectionType: projectionType, NonKeyAttributes: nonKeyAttributes } = input.Projection;
  if (projectionType === undefined) throw invalidParameter("Unknown ProjectionType: null");
  if (nonKeyAttributes !== undefined && projectionType !== "INCLUDE") {
    throw invalidParameter(`ProjectionType is ${projectionType}, but NonKeyAttributes is specified`);
  }
  if (nonKeyAttributes === undefined && projectionType === "INCLUDE") {
    throw invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  return {
    name: input.IndexName,
    kind,
    key,
    projectionType,
    nonKeyAttributes: nonKeyAttributes ?? [],
    ...(input.ProvisionedThroughput && { throughput: input.ProvisionedThroughput }),
    ...(input.OnDemandThroughput && { onDemandThroughput: input.OnDemandThroughput }),
  };
}

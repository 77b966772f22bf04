import type { PolicyValue } from "../../../core/access.ts";
import type { Catalog } from "../control-plane/catalog.ts";
import { type AttributeValue, scalarOf } from "../engine/value.ts";
import { type Condition, conditionPaths } from "../expressions/condition.ts";
import { readPaths } from "../expressions/update.ts";
import { keyLookup } from "./key-lookup.ts";
import type { Statement } from "./statement.ts";

/**
 * The condition keys of DynamoDB's that a statement carries.
 * Source: Amazon DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB".
 */
export function statementContext(
  catalog: Catalog,
  statement: Statement,
): Readonly<Record<string, PolicyValue>> {
  const hashes = leadingKeys(catalog, statement);
  const attributes = [...new Set(namesIn(statement))];
  return {
    ...(hashes !== undefined && { "dynamodb:LeadingKeys": hashes.map(scalarOf) }),
    ...(attributes.length > 0 && { "dynamodb:Attributes": attributes }),
    ...(statement.kind === "select" && { "dynamodb:FullTableScan": String(hashes === undefined) }),
  };
}

function leadingKeys(catalog: Catalog, statement: Statement): readonly AttributeValue[] | undefined {
  const table = catalog.find(statement.table);
  if (table === undefined) return undefined;
  if (statement.kind === "insert") {
    const value = statement.item[table.key.hash.name];
    return value && [value];
  }
  const index = statement.kind === "select" ? statement.index : undefined;
  const key = index === undefined ? table.key : table.indexes.get(index)?.schema.key;
  return key && keyLookup(statement.where, key).hashes;
}

/** The top-level attributes that a statement names. */
function namesIn(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "insert":
      return Object.keys(statement.item);
    case "select":
      return roots([...(statement.projection ?? []), ...pathsIn(statement.where)]);
    case "update":
      return roots([
        ...statement.actions.flatMap((action) => [action.path, ...readPaths(action)]),
        ...pathsIn(statement.where),
      ]);
    case "delete":
      return roots(pathsIn(statement.where));
  }
}

function pathsIn(where: Condition | undefined) {
  return where === undefined ? [] : conditionPaths(where);
}

function roots(paths: readonly (readonly (string | number)[])[]): readonly string[] {
  return paths.map(([root]) => String(root));
}

import {
  type Preparation,
  type PreparedWrite,
  preparePut,
  updated,
  updatePaths,
} from "../data-plane/prepared-write.ts";
import type { Table } from "../engine/table.ts";
import type { Condition } from "../expressions/condition.ts";
import { requireKey, requirePathsOutsideKeys } from "../validation/keys.ts";
import { itemLookup, together } from "./key-lookup.ts";
import type { Delete, Insert, Select, Update } from "./statement.ts";

export type Write = Insert | Update | Delete;

/** A statement as a write of one item; EXISTS as a check of one. */
export function prepareStatement(statement: Write | Select, returnOnFailure: boolean): Preparation {
  switch (statement.kind) {
    case "insert":
      return (table) => ({
        ...preparePut({ TableName: statement.table, Item: statement.item })(table),
        condition: exists(table, false),
        isInsert: true,
      });
    case "update":
      return (table) => prepareUpdate(table, statement, returnOnFailure);
    case "delete":
      return (table) => prepareDelete(table, statement, returnOnFailure);
    case "select":
      return (table) => prepareCheck(table, statement, returnOnFailure);
  }
}

/** An update changes what there is. */
function prepareUpdate(table: Table, { where, actions }: Update, returnOnFailure: boolean): PreparedWrite {
  const { key, condition } = itemLookup(where, table.key);
  const expressions = { update: actions };
  const primaryKey = requireKey(table, key);
  requirePathsOutsideKeys(table, expressions, updatePaths(expressions));
  return {
    table,
    key: primaryKey,
    expressions,
    condition: together([exists(table, true), ...(condition ? [condition] : [])]),
    returnOnFailure,
    apply: (before) => updated(table, before?.item ?? key, expressions),
  };
}

/** A delete of what is not there does nothing, whatever else it asks of it. */
function prepareDelete(table: Table, { where }: Delete, returnOnFailure: boolean): PreparedWrite {
  const { key, condition } = itemLookup(where, table.key);
  return {
    table,
    key: requireKey(table, key),
    expressions: {},
    condition: condition && { kind: "or", left: exists(table, false), right: condition },
    returnOnFailure,
    apply: () => undefined,
  };
}

function prepareCheck(table: Table, { where }: Select, returnOnFailure: boolean): PreparedWrite {
  const { key, condition } = itemLookup(where, table.key);
  return {
    table,
    key: requireKey(table, key),
    expressions: {},
    condition: condition ?? exists(table, true),
    returnOnFailure,
    apply: (before) => before,
  };
}

function exists(table: Table, expected: boolean): Condition {
  return { kind: "exists", path: [table.key.hash.name], expected };
}

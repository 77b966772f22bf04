import type { Operation } from "../../../core/service.ts";
import type { Catalog } from "../control-plane/catalog.ts";
import { describeTable } from "../control-plane/describe.ts";
import type { Tables } from "../control-plane/tables.ts";
import type { CreateTableInput, UpdateTableInput } from "../control-plane/types.ts";
import type { ResourceAccess } from "../resource-access.ts";
import { CREATE_TABLE, LIST_TABLES, NAMED_TABLE, UPDATE_TABLE } from "../validation/table-shapes.ts";
import { operation } from "./operation.ts";

interface NamedTable {
  readonly TableName: string;
}

interface ListTablesInput {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

const MAX_LISTED = 100;

export function tableOperations(
  catalog: Catalog,
  tables: Tables,
  access: ResourceAccess,
): Readonly<Record<string, Operation>> {
  const tableAccess =
    (...actions: readonly string[]) =>
    ({ TableName }: NamedTable) =>
      actions.map((action) => access.to(action, TableName));
  return {
    CreateTable: operation<CreateTableInput, object>(
      "CreateTable",
      CREATE_TABLE,
      (input) =>
        tableAccess(
          "CreateTable",
          ...(input.Tags === undefined ? [] : ["TagResource"]),
          ...(input.ResourcePolicy === undefined ? [] : ["PutResourcePolicy"]),
        )(input),
      (input, { principal }) => ({
        TableDescription: describeTable(tables.create(principal, input), "CREATING"),
      }),
    ),
    DescribeTable: operation<NamedTable, object>(
      "DescribeTable",
      NAMED_TABLE,
      tableAccess("DescribeTable"),
      ({ TableName }) => ({ Table: describeTable(tables.require(TableName)) }),
    ),
    UpdateTable: operation<UpdateTableInput, object>(
      "UpdateTable",
      UPDATE_TABLE,
      tableAccess("UpdateTable"),
      (input, { principal }) => ({
        TableDescription: describeTable(tables.update(principal, input), "UPDATING"),
      }),
    ),
    DeleteTable: operation<NamedTable, object>(
      "DeleteTable",
      NAMED_TABLE,
      tableAccess("DeleteTable"),
      ({ TableName }) => ({ TableDescription: describeTable(tables.delete(TableName), "DELETING") }),
    ),
    ListTables: operation<ListTablesInput, object>(
      "ListTables",
      LIST_TABLES,
      () => [{ action: "dynamodb:ListTables", resource: "*" }],
      ({ ExclusiveStartTableName: after, Limit: limit = MAX_LISTED }) => {
        const names = catalog.names().filter((name) => after === undefined || name > after);
        const page = names.slice(0, limit);
        return {
          TableNames: page,
          ...(names.length > limit && { LastEvaluatedTableName: page[page.length - 1] }),
        };
      },
    ),
  };
}

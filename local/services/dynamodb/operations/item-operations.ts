import type { Operation } from "../../../core/service.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import { getItem } from "../data-plane/get-item.ts";
import { query } from "../data-plane/query.ts";
import { scan } from "../data-plane/scan.ts";
import type {
  DeleteItemInput,
  GetItemInput,
  PageInput,
  PutItemInput,
  QueryInput,
  ReturnValues,
  ScanInput,
  UpdateItemInput,
  WireItem,
} from "../data-plane/types.ts";
import { deleteItem, putItem, updateItem } from "../data-plane/write-item.ts";
import type { ResourceAccess } from "../resource-access.ts";
import { DELETE_ITEM, GET_ITEM, PUT_ITEM, QUERY, SCAN, UPDATE_ITEM } from "../validation/data-shapes.ts";
import { operation } from "./operation.ts";
import { requestContext } from "./request-context.ts";

/** The operations on one item and on one table's items. */
export function itemOperations(
  plane: DataPlane,
  access: ResourceAccess,
): Readonly<Record<string, Operation>> {
  const { catalog } = plane;
  const itemAccess =
    (action: string, keyed: (input: { Item?: WireItem; Key?: WireItem }) => WireItem | undefined) =>
    (input: { TableName: string; Item?: WireItem; Key?: WireItem; ReturnValues?: ReturnValues }) => {
      const item = keyed(input) ?? {};
      return [
        access.to(action, input.TableName, {
          context: requestContext(catalog, {
            table: input.TableName,
            items: [item],
            expressions: input,
            ReturnValues: input.ReturnValues,
          }),
        }),
      ];
    };
  const pageAccess = (action: string) => (input: PageInput) => [
    access.to(action, input.TableName, {
      index: input.IndexName,
      context: requestContext(catalog, {
        table: input.TableName,
        index: input.IndexName,
        items: [],
        expressions: input,
        Select: input.Select,
      }),
    }),
  ];
  return {
    PutItem: operation<PutItemInput, object>(
      "PutItem",
      PUT_ITEM,
      itemAccess("PutItem", ({ Item }) => Item),
      (input, { principal }) => putItem(plane, principal, input),
    ),
    GetItem: operation<GetItemInput, object>(
      "GetItem",
      GET_ITEM,
      itemAccess("GetItem", ({ Key }) => Key),
      (input, { principal }) => getItem(plane, principal, input),
    ),
    UpdateItem: operation<UpdateItemInput, object>(
      "UpdateItem",
      UPDATE_ITEM,
      itemAccess("UpdateItem", ({ Key }) => Key),
      (input, { principal }) => updateItem(plane, principal, input),
    ),
    DeleteItem: operation<DeleteItemInput, object>(
      "DeleteItem",
      DELETE_ITEM,
      itemAccess("DeleteItem", ({ Key }) => Key),
      (input, { principal }) => deleteItem(plane, principal, input),
    ),
    Query: operation<QueryInput, object>("Query", QUERY, pageAccess("Query"), (input, { principal }) =>
      query(plane, principal, input),
    ),
    Scan: operation<ScanInput, object>("Scan", SCAN, pageAccess("Scan"), (input, { principal }) =>
      scan(plane, principal, input),
    ),
  };
}

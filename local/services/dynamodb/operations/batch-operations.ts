import type { Operation } from "../../../core/service.ts";
import { batchGetItem, batchWriteItem } from "../data-plane/batch.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { BatchGetItemInput, BatchWriteItemInput } from "../data-plane/types.ts";
import { BATCH_GET_ITEM, BATCH_WRITE_ITEM } from "../validation/data-shapes.ts";
import { operation } from "./operation.ts";
import { requestContext } from "./request-context.ts";

/** Several items at once, without a transaction: actions of their own in IAM, one access a table. */
export function batchOperations(plane: DataPlane): Readonly<Record<string, Operation>> {
  const { catalog } = plane;
  return {
    BatchGetItem: operation<BatchGetItemInput, object>(
      "BatchGetItem",
      BATCH_GET_ITEM,
      ({ RequestItems }) =>
        Object.entries(RequestItems).map(([table, request]) => ({
          action: "dynamodb:BatchGetItem",
          resource: catalog.resourceOf(table),
          context: requestContext(catalog, { table, items: request.Keys, expressions: request }),
        })),
      (input, { principal }) => batchGetItem(plane, principal, input),
    ),
    BatchWriteItem: operation<BatchWriteItemInput, object>(
      "BatchWriteItem",
      BATCH_WRITE_ITEM,
      ({ RequestItems }) =>
        Object.entries(RequestItems).map(([table, requests]) => ({
          action: "dynamodb:BatchWriteItem",
          resource: catalog.resourceOf(table),
          context: requestContext(catalog, {
            table,
            items: requests.map(
              ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {},
            ),
            expressions: {},
          }),
        })),
      (input, { principal }) => batchWriteItem(plane, principal, input),
    ),
  };
}

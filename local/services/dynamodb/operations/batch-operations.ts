import type { Operation } from "../../../core/service.ts";
import { batchGetItem, batchWriteItem } from "../data-plane/batch.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { BatchGetItemInput, BatchWriteItemInput } from "../data-plane/types.ts";
import type { ResourceAccess } from "../resource-access.ts";
import { BATCH_GET_ITEM, BATCH_WRITE_ITEM } from "../validation/data-shapes.ts";
import { operation } from "./operation.ts";
import { requestContext } from "./request-context.ts";

/** Several items at once, without a transaction: actions of their own in IAM, one access a table. */
export function batchOperations(
  plane: DataPlane,
  access: ResourceAccess,
): Readonly<Record<string, Operation>> {
  const { catalog } = plane;
  return {
    BatchGetItem: operation<BatchGetItemInput, object>(
      "BatchGetItem",
      BATCH_GET_ITEM,
      ({ RequestItems }) =>
        Object.entries(RequestItems).map(([table, request]) =>
          access.to("BatchGetItem", table, {
            context: requestContext(catalog, { table, items: request.Keys, expressions: request }),
          }),
        ),
      (input, { principal }) => batchGetItem(plane, principal, input),
    ),
    BatchWriteItem: operation<BatchWriteItemInput, object>(
      "BatchWriteItem",
      BATCH_WRITE_ITEM,
      ({ RequestItems }) =>
        Object.entries(RequestItems).map(([table, requests]) =>
          access.to("BatchWriteItem", table, {
            context: requestContext(catalog, {
              table,
              items: requests.map(
                ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {},
              ),
              expressions: {},
            }),
          }),
        ),
      (input, { principal }) => batchWriteItem(plane, principal, input),
    ),
  };
}

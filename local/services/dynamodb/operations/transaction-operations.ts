import type { Operation } from "../../../core/service.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Idempotency } from "../data-plane/idempotency.ts";
import { transactGetItems } from "../data-plane/transact-get-items.ts";
import { requireOneAction, transactWriteItems } from "../data-plane/transact-write-items.ts";
import type {
  GetInput,
  KeyedInput,
  PutInput,
  TransactGetItemsInput,
  TransactWriteItem,
  TransactWriteItemsInput,
} from "../data-plane/types.ts";
import type { ResourceAccess } from "../resource-access.ts";
import { TRANSACT_GET_ITEMS, TRANSACT_WRITE_ITEMS } from "../validation/data-shapes.ts";
import { operation } from "./operation.ts";
import { requestContext } from "./request-context.ts";

const ACTIONS: Readonly<Record<keyof TransactWriteItem, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
};

/** Transactions: the caller needs the permission of each part. */
export function transactionOperations(
  plane: DataPlane,
  access: ResourceAccess,
  idempotency: Idempotency<object>,
): Readonly<Record<string, Operation>> {
  const { catalog } = plane;
  const accessTo = (action: string, part: PutInput | KeyedInput | GetInput, enclosing: string) =>
    access.to(action, part.TableName, {
      context: {
        ...requestContext(catalog, {
          table: part.TableName,
          items: ["Item" in part ? part.Item : part.Key],
          expressions: part,
        }),
        "dynamodb:EnclosingOperation": enclosing,
      },
    });
  return {
    TransactWriteItems: operation<TransactWriteItemsInput, object>(
      "TransactWriteItems",
      TRANSACT_WRITE_ITEMS,
      ({ TransactItems }) =>
        TransactItems.flatMap((item) => {
          const kind = requireOneAction(item);
          const part = item[kind];
          return part === undefined ? [] : [accessTo(ACTIONS[kind], part, "TransactWriteItems")];
        }),
      (input, { principal }) => {
        const { ClientRequestToken: token, ...request } = input;
        return idempotency.once(token, request, () => transactWriteItems(plane, principal, input));
      },
    ),
    TransactGetItems: operation<TransactGetItemsInput, object>(
      "TransactGetItems",
      TRANSACT_GET_ITEMS,
      ({ TransactItems }) => TransactItems.map(({ Get }) => accessTo("GetItem", Get, "TransactGetItems")),
      (input, { principal }) => transactGetItems(plane, principal, input),
    ),
  };
}

import { setTimeout as wait } from "node:timers/promises";
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { callAws } from "./client.ts";

const MAX_ATTEMPTS = 6;
const BACKOFF_MS = 10;

/**
 * The reasons that pass by themselves: another transaction or write had one of the items, or the table is at its limit.
 * Source: `TransactWriteItems`, `TransactionCanceledException`.
 */
const TRANSIENT: readonly (string | undefined)[] = [
  "TransactionConflict",
  "ProvisionedThroughputExceeded",
  "ThrottlingError",
];

/**
 * Writes all of the items or none. Conflicts and throttling, which the SDK does not retry, are tried again up to five
 * times with exponential backoff and full jitter, all within the budget of one call.
 *
 * @param token what makes two calls the same one, of 1 to 36 characters: DynamoDB answers a call whose first answer was
 *   lost with success, for ten minutes, and changes nothing
 * @returns undefined once they are written, else the reasons by position, at least one of which is a failed condition
 * @throws {Error} the SDK's own, for any other reason
 */
export async function transact(
  client: DynamoDBClient,
  table: string,
  items: readonly TransactWriteItem[],
  token: string,
): Promise<readonly CancellationReason[] | undefined> {
  const command = new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: token });
  const outcome = await callAws("DynamoDB", "TransactWriteItems", { table_name: table }, async (options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await client.send(command, options);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const reasons = error.CancellationReasons ?? [];
        if (reasons.some(isFailedCondition)) return error;
        if (attempt === MAX_ATTEMPTS || !reasons.some(({ Code }) => TRANSIENT.includes(Code))) throw error;
        await wait(Math.random() * BACKOFF_MS * 2 ** attempt, undefined, { signal: options.abortSignal });
      }
    }
  });
  return outcome instanceof TransactionCanceledException ? (outcome.CancellationReasons ?? []) : undefined;
}

export const isFailedCondition = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === "ConditionalCheckFailed";

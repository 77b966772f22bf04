import { AwsError } from "../../../core/errors.ts";
import type { Item } from "../engine/value.ts";
import { copyOut } from "../engine/value.ts";
import { DUPLICATE_ITEM } from "../errors.ts";

/** Why one item of a transaction stopped it. `None`, without a message, for an item that did not. */
export interface CancellationReason {
  readonly Code:
    | "None"
    | "ConditionalCheckFailed"
    | "DuplicateItem"
    | "ProvisionedThroughputExceeded"
    | "TransactionConflict"
    | "ValidationError";
  readonly Message?: string;
  readonly Item?: ReturnType<typeof copyOut>;
}

export const NO_REASON: CancellationReason = { Code: "None" };

export const CONFLICT: CancellationReason = {
  Code: "TransactionConflict",
  Message: "Transaction is ongoing for the item",
};

export const DUPLICATE: CancellationReason = { Code: "DuplicateItem", Message: DUPLICATE_ITEM };

/** @param item what failed the condition, where the request asked for it. */
export function conditionFailed(item: Item | undefined): CancellationReason {
  return {
    Code: "ConditionalCheckFailed",
    Message: "The conditional request failed",
    ...(item && { Item: copyOut(item) }),
  };
}

const REASONS: Readonly<Record<string, CancellationReason["Code"]>> = {
  ValidationException: "ValidationError",
  ProvisionedThroughputExceededException: "ProvisionedThroughputExceeded",
};

/** What `attempt` yields, or, where it is refused as invalid or throttled, the reason. Other errors pass. */
export function orReason<T>(
  attempt: () => T,
): { readonly value: T } | { readonly reason: CancellationReason } {
  try {
    return { value: attempt() };
  } catch (error) {
    const Code = error instanceof AwsError ? REASONS[error.code] : undefined;
    if (Code === undefined) throw error;
    return { reason: { Code, Message: (error as AwsError).message } };
  }
}

/** @throws {AwsError} `TransactionCanceledException` when any reason is one, with all of them by position. */
export function requireNoReason(reasons: readonly CancellationReason[]): void {
  if (reasons.every(({ Code }) => Code === "None")) return;
  const codes = reasons.map(({ Code }) => Code).join(", ");
  throw new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

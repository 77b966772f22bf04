import { AwsError } from "../../../core/errors.ts";
import type { IndexSchema } from "../engine/schema.ts";
import { indexWriteUnits } from "../engine/secondary-index.ts";
import type { Table, Written } from "../engine/table.ts";
import type { DataPlane } from "./data-plane.ts";

const EXCEEDED = "ProvisionedThroughputExceededException";

/** @throws {AwsError} `ProvisionedThroughputExceededException` where the table, or its global index, has no units left. */
export function requireReadCapacity({ clock }: DataPlane, table: Table, index?: IndexSchema): void {
  const name = index?.kind === "global" ? index.name : undefined;
  if (!table.capacity.isLeft(table.definition, "read", clock.now(), name)) throw throughputExceeded(name);
}

/** @throws {AwsError} `ProvisionedThroughputExceededException`, also for a global index that the write changes. */
export function requireWriteCapacity(
  { clock }: DataPlane,
  { definition, capacity, indexes }: Table,
  { before, after }: Written,
): void {
  if (definition.billingMode !== "PROVISIONED") return;
  const now = clock.now();
  if (!capacity.isLeft(definition, "write", now)) throw throughputExceeded();
  for (const [name, index] of indexes) {
    if (index.schema.kind !== "global" || capacity.isLeft(definition, "write", now, name)) continue;
    if (indexWriteUnits(index.entryFor(before), index.entryFor(after)) > 0) throw throughputExceeded(name);
  }
}

/** Whether `attempt` is throttled. Other errors pass. */
export function isThrottled(attempt: () => void): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    if (error instanceof AwsError && error.code === EXCEEDED) return true;
    throw error;
  }
}

/** Source: Amazon DynamoDB API Reference, TransactWriteItems, "Cancellation reason codes". */
export function throughputExceeded(index?: string): AwsError {
  return new AwsError(
    EXCEEDED,
    index === undefined
      ? "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."
      : "The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API",
  );
}

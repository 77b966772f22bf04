import type { OrderCreatedMessage } from "../../shared/contracts/order.ts";
import type { OutboxRecord } from "../../shared/contracts/outbox.ts";
import { type DueRecord, OUTBOX_SHARDS, type OutboxClaim } from "../../shared/orders-table.ts";

export interface ReconcileDeps {
  readonly outbox: {
    /** The records of a shard that were announced last at `before`, or earlier; the longest waiting first. */
    due(shard: number, before: Date): AsyncIterable<DueRecord>;
    /** Counts a send and hands the record over: `exhausted` after `maxSends`, `gone` where somebody else has it. */
    claim(due: DueRecord, maxSends: number, now: Date): Promise<OutboxClaim>;
    /** Takes a record out of the index for good. False where it has changed meanwhile. */
    park(due: DueRecord, now: Date): Promise<boolean>;
  };
  readonly events: { send(message: OrderCreatedMessage, correlationId: string): Promise<void> };
  readonly now: () => Date;
}

export interface ReconcilePolicy {
  /** An order without a final status is announced again this long after its last announcement. */
  readonly afterMinutes: number;
  /** How often, before its record is parked. */
  readonly maxSends: number;
}

/** What became of one record, or of reading a shard's. */
export type Reconciled =
  | { readonly outcome: "sent"; readonly record: OutboxRecord }
  | { readonly outcome: "parked"; readonly id: string }
  | { readonly outcome: "failed"; readonly id: string; readonly cause: unknown }
  | { readonly outcome: "unread"; readonly shard: number; readonly cause: unknown };

/** Of one shard in one run: the next run comes in a minute and goes on with the rest. */
export const MAX_RECORDS_PER_SHARD = 200;

/**
 * Announces the orders again that have waited too long for their final status, and parks those for which that has not
 * helped. Each record stands for itself, and so does each shard: one that fails does not keep the others.
 *
 * @param mayGoOn asked before each record; once it says no, the rest is left to the next run
 * @param report told of each record at once, so that a run that is cut short has said what it did
 * @throws {AggregateError} at the end, when a record or a shard failed
 */
export async function reconcile(
  deps: ReconcileDeps,
  policy: ReconcilePolicy,
  mayGoOn: () => boolean,
  report: (reconciled: Reconciled) => void,
): Promise<void> {
  const before = new Date(deps.now().getTime() - policy.afterMinutes * 60_000);
  const failures: unknown[] = [];
  const reconcileShard = async (shard: number): Promise<void> => {
    let taken = 0;
    for await (const due of deps.outbox.due(shard, before)) {
      if (taken++ === MAX_RECORDS_PER_SHARD || !mayGoOn()) return;
      try {
        const reconciled = await reconcileRecord(deps, policy.maxSends, due);
        if (reconciled !== undefined) report(reconciled);
      } catch (cause) {
        failures.push(cause);
        report({ outcome: "failed", id: due.id, cause });
      }
    }
  };
  const shards = Array.from({ length: OUTBOX_SHARDS }, (_, shard) =>
    reconcileShard(shard).catch((cause: unknown) => {
      failures.push(cause);
      report({ outcome: "unread", shard, cause });
    }),
  );
  await Promise.all(shards);
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} records or shards of the outbox failed.`);
  }
}

/** Counted first, then sent: a run that is cut short between the two costs a send, never the bound on them. */
async function reconcileRecord(
  deps: ReconcileDeps,
  maxSends: number,
  due: DueRecord,
): Promise<Reconciled | undefined> {
  const record = await deps.outbox.claim(due, maxSends, deps.now());
  if (record === "gone") return undefined;
  if (record === "exhausted") {
    return (await deps.outbox.park(due, deps.now())) ? { outcome: "parked", id: due.id } : undefined;
  }
  await deps.events.send(record.message, record.correlationId);
  return { outcome: "sent", record };
}

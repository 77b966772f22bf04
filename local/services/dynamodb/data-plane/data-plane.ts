import type { Clock } from "../../../core/clock.ts";
import type { Catalog } from "../control-plane/catalog.ts";
import type { Encryption } from "../encryption.ts";
import type { Lag } from "../engine/table.ts";

/** One item of a transaction. */
interface TransactionParticipant {
  readonly tableName: string;
  /** The engine's name of the primary key; equal for equal keys. */
  readonly key: string;
}

/** What all operations on items work with. */
export interface DataPlane {
  readonly catalog: Catalog;
  readonly encryption: Encryption;
  readonly clock: Clock;
  /** How many milliseconds old the state is that the next eventually consistent read sees. Absent: never old. */
  readonly readLag?: (() => number) | undefined;
  /** The positions of the items another transaction is said to hold when a transaction begins. Absent: none ever. */
  readonly transactionConflicts?:
    | ((participants: readonly TransactionParticipant[]) => readonly number[])
    | undefined;
}

/** The lag of one read. */
export function lagOf(plane: DataPlane, consistentRead: boolean | undefined): Lag {
  return consistentRead === true ? undefined : plane.readLag?.();
}

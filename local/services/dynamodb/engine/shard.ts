import { identityBytes } from "../../../core/identity.ts";

/** A stretch of a stream. Its sequence numbers lie from `start` to `end`, which an open shard does not have yet. */
export interface Shard {
  readonly id: string;
  readonly parentId?: string;
  readonly start: number;
  readonly end?: number;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly closedAt?: number;
}

/** As AWS's look: the time at which the shard was opened, and something that makes it unique. */
export function newShardId(now: number): string {
  return `shardId-${String(now).padStart(20, "0")}-${identityBytes(4).toString("hex")}`;
}

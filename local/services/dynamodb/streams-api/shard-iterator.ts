import { AwsError, validationError } from "../../../core/errors.ts";

/** A place in a shard: behind the sequence number `after`. */
export interface ShardIterator {
  readonly streamArn: string;
  readonly shardId: string;
  readonly after: number;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

/** Source: Amazon DynamoDB Streams API Reference, GetShardIterator. */
const LIFE_MS = 15 * 60_000;

/** As AWS's look: the stream's ARN, a version, and what only DynamoDB reads. */
export function writeIterator({ streamArn, ...place }: ShardIterator): string {
  return `${streamArn}|1|${Buffer.from(JSON.stringify(place)).toString("base64")}`;
}

/** @throws {AwsError} `ValidationException` for what GetShardIterator never gave. */
export function readIterator(text: string): ShardIterator {
  const [streamArn = "", version, opaque = ""] = text.split("|");
  if (version !== "1") throw invalid();
  try {
    const { shardId, after, madeAt } = JSON.parse(Buffer.from(opaque, "base64").toString());
    if (typeof shardId === "string" && Number.isInteger(after) && Number.isInteger(madeAt)) {
      return { streamArn, shardId, after, madeAt };
    }
  } catch {
    throw invalid();
  }
  throw invalid();
}

/** @throws {AwsError} `ExpiredIteratorException` */
export function requireCurrent({ madeAt }: ShardIterator, now: number): void {
  if (now - madeAt <= LIFE_MS) return;
  throw new AwsError(
    "ExpiredIteratorException",
    "Shard iterator has expired: it is good for 15 minutes. Get another with GetShardIterator.",
  );
}

function invalid(): AwsError {
  return validationError("Invalid ShardIterator");
}

import type { Changes } from "../../../core/durable.ts";
import type { Stored } from "./collection.ts";
import type { ResourcePolicy } from "./definition.ts";
import { equalItems } from "./order.ts";
import { type KeySchema, keyNames, pick } from "./schema.ts";
import { newShardId, type Shard } from "./shard.ts";
import { itemSize } from "./size.ts";
import { type AttributeValue, copyOut, newItem } from "./value.ts";

export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** Who made a change, where it was not a caller: the time-to-live reaper. */
export interface StreamIdentity {
  readonly Type: "Service";
  readonly PrincipalId: "dynamodb.amazonaws.com";
}

/** One change of one item, as `GetRecords` of the DynamoDB Streams API answers it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly eventVersion: "1.1";
  readonly eventSource: "aws:dynamodb";
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Readonly<Record<string, AttributeValue>>;
    readonly NewImage?: Readonly<Record<string, AttributeValue>>;
    readonly OldImage?: Readonly<Record<string, AttributeValue>>;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly userIdentity?: StreamIdentity;
}

/** Records older than this are gone. Source: Amazon DynamoDB Developer Guide, "Change data capture for DynamoDB Streams". */
const RETENTION_MS = 24 * 3_600_000;
/** AWS closes a shard after about this time and goes on in a child of it. */
const SHARD_LIFE_MS = 4 * 3_600_000;
const SEQUENCE_DIGITS = 21;
const MAX_ANSWER_BYTES = 1024 * 1024;

const SHARDS = "shards";

/** What a stream is put back from. */
export type StreamPart = { readonly shards: readonly Shard[]; readonly trimmed: number } | KeptRecord;

interface KeptRecord {
  readonly sequence: number;
  readonly time: number;
  readonly record: StreamRecord;
}

export interface StreamPage {
  readonly records: readonly StreamRecord[];
  /** The sequence number behind which to read on; undefined at the end of a closed shard. */
  readonly next: number | undefined;
}

/**
 * The changes of one table since its stream was enabled, in the order in which they were made. One shard is open at a
 * time, and every one but the first has the one before it as its parent.
 */
export class Stream {
  readonly arn: string;
  /** The time at which the stream was enabled, which tells the streams of one table apart. */
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly key: KeySchema;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch; undefined while the stream takes changes. */
  disabledAt: number | undefined;
  resourcePolicy: ResourcePolicy | undefined;
  readonly #region: string;
  readonly #changes: Changes | undefined;
  #records: KeptRecord[] = [];
  #shards: Shard[] = [];
  #sequence = 0;
  /** The newest sequence number that is gone. */
  #trimmed = 0;

  constructor(options: {
    tableArn: string;
    region: string;
    key: KeySchema;
    viewType: StreamViewType;
    now: Date;
    changes?: Changes;
  }) {
    this.label = options.now.toISOString().slice(0, -1);
    this.arn = `${options.tableArn}/stream/${this.label}`;
    this.viewType = options.viewType;
    this.createdAt = options.now.getTime();
    this.key = options.key;
    this.#region = options.region;
    this.#changes = options.changes;
    this.#openShard(this.createdAt);
  }

  /** Keeps a change. A write that leaves an item as it was is none. */
  append(
    time: number,
    before: Stored | undefined,
    after: Stored | undefined,
    userIdentity?: StreamIdentity,
  ): void {
    if (before !== undefined && after !== undefined && equalItems(before.item, after.item)) return;
    this.#advance(time);
    const keys = pick((after ?? before)?.item ?? newItem(), keyNames(this.key));
    const newImage =
      this.viewType === "NEW_IMAGE" || this.viewType === "NEW_AND_OLD_IMAGES" ? after : undefined;
    const oldImage =
      this.viewType === "OLD_IMAGE" || this.viewType === "NEW_AND_OLD_IMAGES" ? before : undefined;
    const sequence = ++this.#sequence;
    const number = sequenceNumber(sequence);
    this.#records.push({
      sequence,
      time,
      record: {
        eventID: number,
        eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: this.#region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(time / 1000),
          Keys: copyOut(keys),
          ...(newImage && { NewImage: copyOut(newImage.item) }),
          ...(oldImage && { OldImage: copyOut(oldImage.item) }),
          SequenceNumber: number,
          SizeBytes: itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0),
          StreamViewType: this.viewType,
        },
        ...(userIdentity && { userIdentity }),
      },
    });
    this.#changes?.mark(this.arn, sequence);
  }

  /** What there is of it, by names of its own: its shards, and each record. */
  *parts(): Iterable<string> {
    yield SHARDS;
    for (const { sequence } of this.#records) yield String(sequence);
  }

  part(name: string): StreamPart | undefined {
    if (name === SHARDS) return { shards: this.#shards, trimmed: this.#trimmed };
    const record = this.#records[this.#firstAfter(Number(name) - 1)];
    return record?.sequence === Number(name) ? record : undefined;
  }

  /** Puts a part back. Records come in their order. */
  restore(part: StreamPart): void {
    if ("shards" in part) {
      this.#shards = [...part.shards];
      this.#trimmed = part.trimmed;
    } else this.#records.push(part);
    const numbers = "shards" in part ? part.shards.map(({ start, end = start }) => end) : [part.sequence];
    this.#sequence = Math.max(this.#sequence, ...numbers);
  }

  /** Takes no more changes; what there is stays for 24 hours. */
  disable(now: number): void {
    this.#advance(now);
    this.#closeShard(now);
    this.disabledAt = now;
  }

  /** Drops all records; sequence numbers go on. */
  clear(): void {
    this.#trimmed = this.#records.at(-1)?.sequence ?? this.#trimmed;
    this.#records = [];
  }

  /** Whether all that a disabled stream held is past its time. */
  isGone(now: number): boolean {
    return this.disabledAt !== undefined && this.disabledAt <= now - RETENTION_MS;
  }

  /** The shards that may still hold records, parents first. */
  shards(now: number): readonly Shard[] {
    this.#advance(now);
    return this.#shards;
  }

  shard(id: string, now: number): Shard | undefined {
    return this.shards(now).find((shard) => shard.id === id);
  }

  /** The newest sequence number a shard has given out. */
  newest(shard: Shard): number {
    return shard.end ?? this.#sequence;
  }

  /** The sequence number behind which a shard's kept records begin. */
  horizon(shard: Shard): number {
    const lastRecord = (shard.end ?? Number.POSITIVE_INFINITY) - 1;
    return Math.max(shard.start, Math.min(this.#trimmed, lastRecord));
  }

  /** Up to `limit` records, and 1 MB, of a shard behind the sequence number `after`, which is not before its horizon. */
  read(shard: Shard, options: { after: number; limit: number }): StreamPage {
    const { after, limit } = options;
    const end = this.newest(shard);
    const records: StreamRecord[] = [];
    let last = after;
    let bytes = 0;
    for (let index = this.#firstAfter(after); index < this.#records.length; index++) {
      const { sequence, record } = this.#records[index] as KeptRecord;
      bytes += record.dynamodb.SizeBytes;
      if (sequence > end || records.length === limit || (records.length > 0 && bytes > MAX_ANSWER_BYTES)) {
        const more = sequence <= end;
        return { records, next: more || shard.end === undefined ? last : undefined };
      }
      records.push(record);
      last = sequence;
    }
    return { records, next: shard.end === undefined ? last : undefined };
  }

  #advance(now: number): void {
    const open = this.#shards.at(-1);
    if (open !== undefined && open.end === undefined && open.openedAt <= now - SHARD_LIFE_MS) {
      this.#closeShard(now);
      this.#openShard(now, open.id);
    }
    this.#trim(now - RETENTION_MS);
  }

  #openShard(now: number, parentId?: string): void {
    this.#shards.push({
      id: newShardId(now),
      start: ++this.#sequence,
      openedAt: now,
      ...(parentId !== undefined && { parentId }),
    });
    this.#changes?.mark(this.arn, SHARDS);
  }

  #closeShard(now: number): void {
    const open = this.#shards.pop();
    if (open !== undefined) this.#shards.push({ ...open, end: ++this.#sequence, closedAt: now });
    this.#changes?.mark(this.arn, SHARDS);
  }

  #trim(horizon: number): void {
    const oldest = this.#records[0];
    if (oldest !== undefined && oldest.time <= horizon) {
      const kept = this.#records.findIndex(({ time }) => time > horizon);
      const gone = this.#records.splice(0, kept < 0 ? this.#records.length : kept);
      this.#trimmed = gone.at(-1)?.sequence ?? this.#trimmed;
    }
    const [first] = this.#shards;
    if (first?.closedAt !== undefined && first.closedAt <= horizon) {
      this.#shards = this.#shards.filter(({ closedAt = Number.POSITIVE_INFINITY }) => closedAt > horizon);
    }
  }

  /** The index of the first record behind a sequence number. */
  #firstAfter(sequence: number): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] as KeptRecord).sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A sequence number as the API has it. */
export function sequenceNumber(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, "0");
}

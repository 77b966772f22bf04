import type { Stored } from "./collection.ts";
import { equalItems } from "./order.ts";
import { type KeySchema, keyNames, pick } from "./schema.ts";
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
const SEQUENCE_DIGITS = 21;

/** The changes of one table since its stream was enabled, in the order in which they were made. */
export class Stream {
  readonly arn: string;
  /** The time at which the stream was enabled, which tells the streams of one table apart. */
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly #region: string;
  readonly #key: KeySchema;
  #records: { readonly time: number; readonly record: StreamRecord }[] = [];
  #sequence = 0;

  constructor(options: {
    tableArn: string;
    region: string;
    key: KeySchema;
    viewType: StreamViewType;
    now: Date;
  }) {
    this.label = options.now.toISOString().slice(0, -1);
    this.arn = `${options.tableArn}/stream/${this.label}`;
    this.viewType = options.viewType;
    this.#region = options.region;
    this.#key = options.key;
  }

  /** Keeps a change. A write that leaves an item as it was is none. */
  append(
    time: number,
    before: Stored | undefined,
    after: Stored | undefined,
    userIdentity?: StreamIdentity,
  ): void {
    if (before !== undefined && after !== undefined && equalItems(before.item, after.item)) return;
    const keys = pick((after ?? before)?.item ?? newItem(), keyNames(this.#key));
    const newImage =
      this.viewType === "NEW_IMAGE" || this.viewType === "NEW_AND_OLD_IMAGES" ? after : undefined;
    const oldImage =
      this.viewType === "OLD_IMAGE" || this.viewType === "NEW_AND_OLD_IMAGES" ? before : undefined;
    const sequence = String(++this.#sequence).padStart(SEQUENCE_DIGITS, "0");
    this.#records.push({
      time,
      record: {
        eventID: sequence,
        eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: this.#region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(time / 1000),
          Keys: copyOut(keys),
          ...(newImage && { NewImage: copyOut(newImage.item) }),
          ...(oldImage && { OldImage: copyOut(oldImage.item) }),
          SequenceNumber: sequence,
          SizeBytes: itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0),
          StreamViewType: this.viewType,
        },
        ...(userIdentity && { userIdentity }),
      },
    });
    this.#trim(time);
  }

  /** The sequence number of the newest record, or undefined before the first. */
  get latest(): string | undefined {
    return this.#sequence === 0 ? undefined : String(this.#sequence).padStart(SEQUENCE_DIGITS, "0");
  }

  /** Up to `limit` records behind the sequence number `after`; from the oldest one still kept when it is absent. */
  read(options: { after?: string | undefined; limit: number; now: number }): readonly StreamRecord[] {
    this.#trim(options.now);
    const { after } = options;
    const start =
      after === undefined
        ? 0
        : this.#records.findIndex(({ record }) => record.dynamodb.SequenceNumber > after);
    return start < 0 ? [] : this.#records.slice(start, start + options.limit).map(({ record }) => record);
  }

  #trim(now: number): void {
    const oldest = this.#records[0];
    if (oldest === undefined || oldest.time > now - RETENTION_MS) return;
    this.#records = this.#records.filter(({ time }) => time > now - RETENTION_MS);
  }
}

import type { Account } from "../../core/account.ts";
import type { Clock, Timer } from "../../core/clock.ts";
import type { Changes } from "../../core/durable.ts";
import { Bucket } from "./bucket.ts";
import { checkBucketName } from "./bucket-name.ts";
import { s3Error } from "./errors.ts";
import type { BucketSettings } from "./model.ts";

/** The first region, whose buckets name no place and may be created again. */
const FIRST_REGION = "us-east-1";
const DAY_MS = 24 * 3_600_000;

/** The account's buckets. At midnight, UTC, what their lifecycle rules have expired goes. */
export class Buckets {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #changes: Changes;
  readonly #uploadChanges: Changes;
  readonly #byName = new Map<string, Bucket>();
  #midnight: Timer | undefined;

  constructor(options: {
    readonly account: Account;
    readonly clock: Clock;
    readonly changes: Changes;
    readonly uploadChanges: Changes;
  }) {
    this.#account = options.account;
    this.#clock = options.clock;
    this.#changes = options.changes;
    this.#uploadChanges = options.uploadChanges;
  }

  [Symbol.iterator](): Iterator<Bucket> {
    return this.#byName.values();
  }

  arnOf(name: string): string {
    return `arn:${this.#account.partition}:s3:::${name}`;
  }

  find(name: string): Bucket | undefined {
    return this.#byName.get(name);
  }

  withId(id: string): Bucket | undefined {
    const bucket = this.#byName.get(id.slice(0, id.lastIndexOf("@")));
    return bucket?.id === id ? bucket : undefined;
  }

  /** @throws {AwsError} `NoSuchBucket` */
  require(name: string): Bucket {
    const bucket = this.#byName.get(name);
    if (bucket === undefined) throw s3Error("NoSuchBucket", { BucketName: name });
    return bucket;
  }

  /** @throws {AwsError} `InvalidBucketName`, `BucketAlreadyOwnedByYou`, an error of the location constraint */
  create(name: string, location: string | undefined, tags: Readonly<Record<string, string>>): Bucket {
    checkBucketName(name);
    this.#checkLocation(location);
    const existing = this.#byName.get(name);
    if (existing !== undefined) {
      if (this.#account.region === FIRST_REGION) return existing;
      throw s3Error("BucketAlreadyOwnedByYou", { BucketName: name });
    }
    const createdAt = this.#clock.now();
    const changes = { changes: this.#changes, uploadChanges: this.#uploadChanges };
    const bucket = new Bucket({ name, arn: this.arnOf(name), createdAt, tags, ...changes });
    this.#byName.set(name, bucket);
    return bucket;
  }

  change(bucket: Bucket, settings: Partial<BucketSettings>): void {
    bucket.settings = { ...bucket.settings, ...settings };
    if (bucket.settings.lifecycle !== undefined) this.#awaitMidnight();
  }

  /** @throws {AwsError} `NoSuchBucket`, `BucketNotEmpty` */
  delete(name: string): void {
    const bucket = this.require(name);
    if (!bucket.isEmpty) throw s3Error("BucketNotEmpty", { BucketName: name });
    bucket.clear();
    this.#byName.delete(name);
  }

  #awaitMidnight(): void {
    const untilMidnight = DAY_MS - (this.#clock.now() % DAY_MS);
    this.#midnight ??= this.#clock.schedule(untilMidnight, () => this.#expire());
  }

  #expire(): void {
    this.#midnight = undefined;
    for (const bucket of this.#byName.values()) {
      bucket.expire(this.#clock.now());
      if (bucket.settings.lifecycle !== undefined) this.#awaitMidnight();
    }
  }

  #checkLocation(location: string | undefined): void {
    const { region } = this.#account;
    if (location === FIRST_REGION)
      throw s3Error("InvalidLocationConstraint", { LocationConstraint: location });
    if ((location ?? FIRST_REGION) !== region) throw s3Error("IllegalLocationConstraintException");
  }
}

import { randomBytes } from "node:crypto";
import type { Changes } from "../../core/durable.ts";
import { s3Error } from "./errors.ts";
import { SortedKeys } from "./keys.ts";
import { expired, isAbandoned } from "./lifecycle.ts";
import type { BucketSettings, ObjectContent, ObjectVersion } from "./model.ts";
import { Uploads } from "./uploads.ts";

/** New buckets since April 2023. Source: S3 User Guide, "Default settings for new S3 buckets FAQ". */
const DEFAULTS: BucketSettings = {
  versioning: undefined,
  encryption: { algorithm: "AES256", bucketKeyEnabled: false },
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  ownership: "BucketOwnerEnforced",
  policy: undefined,
  lifecycle: undefined,
  tags: {},
};

/** Where ids come from: chance, or a deployment that makes the same ones again. */
export type RandomBytes = (length: number) => Buffer;

const UNVERSIONED = "null";

/** A bucket with its objects, each with its versions, the latest first. */
export class Bucket {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  settings: BucketSettings;
  readonly uploads: Uploads;
  readonly #changes: Changes;
  readonly #keys = new SortedKeys();
  readonly #versions = new Map<string, readonly ObjectVersion[]>();

  constructor(options: {
    readonly name: string;
    readonly arn: string;
    readonly createdAt: number;
    readonly tags: Readonly<Record<string, string>>;
    readonly changes: Changes;
    readonly uploadChanges: Changes;
  }) {
    this.name = options.name;
    this.arn = options.arn;
    this.createdAt = options.createdAt;
    this.settings = { ...DEFAULTS, tags: options.tags };
    this.#changes = options.changes;
    this.uploads = new Uploads(this.id, options.uploadChanges);
  }

  /** Changes with every bucket of the name: what one of them held is not the next one's. */
  get id(): string {
    return `${this.name}@${this.createdAt}`;
  }

  /** The keys with a version, in S3's order. */
  keys(): string[] {
    return [...this.#keys];
  }

  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** The latest version, if it is no delete marker. */
  current(key: string): ObjectVersion | undefined {
    const [latest] = this.versions(key);
    return latest?.content === undefined ? undefined : latest;
  }

  /** @throws {AwsError} `NoSuchVersion` */
  version(key: string, versionId: string): ObjectVersion {
    const version = this.versions(key).find((candidate) => candidate.versionId === versionId);
    if (version === undefined) throw s3Error("NoSuchVersion", { Key: key, VersionId: versionId });
    return version;
  }

  put(key: string, content: ObjectContent, now: number, bytes: RandomBytes = randomBytes): ObjectVersion {
    return this.#add({ key, versionId: this.#newVersionId(bytes), lastModified: now, content });
  }

  /** Puts a version in the place of the one with its id. */
  replace(version: ObjectVersion): void {
    const { key, versionId } = version;
    const versions = this.versions(key);
    this.#set(
      key,
      versions.map((other) => (other.versionId === versionId ? version : other)),
    );
  }

  /** Deletes for good without versioning, with a marker that is the answer otherwise. */
  delete(key: string, now: number): ObjectVersion | undefined {
    if (this.settings.versioning !== undefined)
      return this.#add({ key, versionId: this.#newVersionId(), lastModified: now });
    this.#set(key, []);
    return undefined;
  }

  /** Deletes one version for good; undefined where there is none. */
  deleteVersion(key: string, versionId: string): ObjectVersion | undefined {
    const versions = this.versions(key);
    const version = versions.find((candidate) => candidate.versionId === versionId);
    if (version !== undefined)
      this.#set(
        key,
        versions.filter((candidate) => candidate !== version),
      );
    return version;
  }

  /** Drops what the lifecycle rules have expired. */
  expire(now: number): void {
    const { lifecycle } = this.settings;
    if (lifecycle === undefined) return;
    for (const key of this.#versions.keys()) {
      const { dropped, marked } = expired(this.versions(key), lifecycle.rules, now);
      for (const version of dropped) this.deleteVersion(key, version.versionId);
      if (marked) this.delete(key, now);
    }
    for (const upload of this.uploads)
      if (isAbandoned(upload, lifecycle.rules, now)) this.uploads.delete(upload);
  }

  /** Puts a version back where its time says. */
  restore(version: ObjectVersion): void {
    const others = this.versions(version.key).filter(({ versionId }) => versionId !== version.versionId);
    const versions = [...others, version].sort((one, other) => other.lastModified - one.lastModified);
    this.#versions.set(version.key, versions);
    this.#keys.add(version.key);
  }

  clear(): void {
    for (const upload of this.uploads) this.uploads.delete(upload);
    for (const key of [...this.#versions.keys()]) this.#set(key, []);
  }

  /** How many objects there are, deleted ones aside. */
  get size(): number {
    return [...this.#versions.values()].filter(([latest]) => latest?.content !== undefined).length;
  }

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  #newVersionId(bytes: RandomBytes = randomBytes): string {
    return this.settings.versioning === "Enabled" ? bytes(24).toString("base64url") : UNVERSIONED;
  }

  /** The version without an id is only ever one. */
  #add(version: ObjectVersion): ObjectVersion {
    const { key, versionId, lastModified } = version;
    const others = this.versions(key).filter(
      (other) => other.versionId !== UNVERSIONED || versionId !== UNVERSIONED,
    );
    // Times order versions when they are restored.
    const latest = others[0]?.lastModified ?? Number.NEGATIVE_INFINITY;
    const added = { ...version, lastModified: Math.max(lastModified, latest + 1) };
    this.#set(key, [added, ...others]);
    return added;
  }

  #set(key: string, versions: readonly ObjectVersion[]): void {
    const before = this.versions(key);
    if (versions.length === 0) {
      this.#versions.delete(key);
      this.#keys.delete(key);
    } else {
      this.#versions.set(key, versions);
      this.#keys.add(key);
    }
    const bodies = new Set(versions.map(({ content }) => content?.body));
    for (const { content } of before) if (!bodies.has(content?.body)) content?.body.discard();
    if (!this.#changes.heard) return;
    for (const version of new Set([...before, ...versions]))
      if (before.includes(version) !== versions.includes(version))
        this.#changes.mark(this.id, JSON.stringify([key, version.versionId]));
  }
}

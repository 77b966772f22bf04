import type { Changes, Durable } from "../../core/durable.ts";
import type { Bodies, KeptBody } from "./bodies.ts";
import type { Buckets } from "./buckets.ts";
import type { ObjectContent, ObjectVersion } from "./model.ts";
import type { Part, Upload } from "./uploads.ts";

/** The same with its content as it is kept. */
type Kept<Value extends { readonly body: unknown }> = Omit<Value, "body"> & { readonly body: KeptBody };

interface KeptVersion extends Omit<ObjectVersion, "content"> {
  readonly content?: Kept<ObjectContent>;
}

interface KeptUpload extends Omit<Upload, "parts"> {
  readonly parts: readonly Kept<Part>[];
}

/** The versions of all objects, by their bucket's id, their key and their own id. */
export class DurableObjects implements Durable<KeptVersion> {
  readonly name = "s3/objects";
  readonly changes: Changes;
  readonly #buckets: Buckets;
  readonly #bodies: Bodies;

  constructor(buckets: Buckets, bodies: Bodies, changes: Changes) {
    this.#buckets = buckets;
    this.#bodies = bodies;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const bucket of this.#buckets)
      for (const key of bucket.keys())
        for (const { versionId } of bucket.versions(key)) yield [bucket.id, JSON.stringify([key, versionId])];
  }

  value(bucketId: string, id: string): KeptVersion | undefined {
    const [key, versionId] = JSON.parse(id) as [string, string];
    const version = this.#buckets
      .withId(bucketId)
      ?.versions(key)
      .find((candidate) => candidate.versionId === versionId);
    if (version === undefined) return undefined;
    const { content, ...rest } = version;
    return content === undefined ? rest : { ...rest, content: kept(content) };
  }

  restore(bucketId: string, _id: string, { content, ...rest }: KeptVersion): void {
    const bucket = this.#buckets.withId(bucketId);
    bucket?.restore(content === undefined ? rest : { ...rest, content: restored(this.#bodies, content) });
  }
}

/** The multipart uploads of all buckets, by their bucket's id and their own. */
export class DurableUploads implements Durable<KeptUpload> {
  readonly name = "s3/uploads";
  readonly changes: Changes;
  readonly #buckets: Buckets;
  readonly #bodies: Bodies;

  constructor(buckets: Buckets, bodies: Bodies, changes: Changes) {
    this.#buckets = buckets;
    this.#bodies = bodies;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const bucket of this.#buckets) for (const { id } of bucket.uploads) yield [bucket.id, id];
  }

  value(bucketId: string, id: string): KeptUpload | undefined {
    const upload = this.#buckets.withId(bucketId)?.uploads.find(id);
    return upload && { ...upload, parts: [...upload.parts.values()].map(kept) };
  }

  restore(bucketId: string, _id: string, { parts, ...upload }: KeptUpload): void {
    const all = parts.map((part) => [part.number, restored(this.#bodies, part)] as const);
    this.#buckets.withId(bucketId)?.uploads.set({ ...upload, parts: new Map(all) });
  }
}

function kept<Value extends ObjectContent | Part>(value: Value): Kept<Value> {
  return { ...value, body: value.body.kept };
}

function restored<Value extends ObjectContent | Part>(bodies: Bodies, value: Kept<Value>): Value {
  return { ...value, body: bodies.restore(value.body) } as unknown as Value;
}

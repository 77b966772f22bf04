import type { Changes, Durable } from "../../core/durable.ts";
import type { Buckets } from "./buckets.ts";
import type { ObjectVersion } from "./model.ts";

type Plain = Omit<ObjectVersion, "content"> & {
  readonly content?: Omit<NonNullable<ObjectVersion["content"]>, "body"> & { readonly body: string };
};

/** The versions of all objects, by their bucket's id, their key and their own id. */
export class DurableObjects implements Durable<Plain> {
  readonly name = "s3/objects";
  readonly changes: Changes;
  readonly #buckets: Buckets;

  constructor(buckets: Buckets, changes: Changes) {
    this.#buckets = buckets;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const bucket of this.#buckets)
      for (const key of bucket.keys())
        for (const { versionId } of bucket.versions(key)) yield [bucket.id, JSON.stringify([key, versionId])];
  }

  value(bucketId: string, id: string): Plain | undefined {
    const [key, versionId] = JSON.parse(id) as [string, string];
    const version = this.#buckets
      .withId(bucketId)
      ?.versions(key)
      .find((candidate) => candidate.versionId === versionId);
    if (version === undefined) return undefined;
    const { content, ...rest } = version;
    return content === undefined
      ? rest
      : { ...rest, content: { ...content, body: content.body.toString("base64") } };
  }

  restore(bucketId: string, _id: string, { content, ...rest }: Plain): void {
    const version =
      content === undefined
        ? rest
        : { ...rest, content: { ...content, body: Buffer.from(content.body, "base64") } };
    this.#buckets.withId(bucketId)?.restore(version);
  }
}

import type { Changes } from "../../core/durable.ts";
import type { Body } from "./bodies.ts";
import type { Checksum, ChecksumAlgorithm } from "./checksums.ts";
import { s3Error } from "./errors.ts";
import type { ObjectContent } from "./model.ts";

export interface Part {
  readonly number: number;
  readonly etag: string;
  readonly body: Body;
  readonly checksum: Checksum;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly initiated: number;
  /** What the object will be, its content aside. */
  readonly object: Pick<ObjectContent, "headers" | "metadata" | "encryption" | "tags">;
  readonly algorithm: ChecksumAlgorithm;
  /** Whether the client chose the algorithm: then its parts come with no other checksum. */
  readonly isAlgorithmChosen: boolean;
  readonly checksumType: Checksum["type"];
  readonly parts: ReadonlyMap<number, Part>;
}

/** The multipart uploads of a bucket. */
export class Uploads {
  readonly #owner: string;
  readonly #changes: Changes;
  readonly #byId = new Map<string, Upload>();

  constructor(owner: string, changes: Changes) {
    this.#owner = owner;
    this.#changes = changes;
  }

  [Symbol.iterator](): Iterator<Upload> {
    return this.#byId.values();
  }

  find(id: string): Upload | undefined {
    return this.#byId.get(id);
  }

  /** @throws {AwsError} `NoSuchUpload` */
  require(id: string, key: string): Upload {
    const upload = this.#byId.get(id);
    if (upload === undefined || upload.key !== key) throw s3Error("NoSuchUpload", { UploadId: id });
    return upload;
  }

  set(upload: Upload): void {
    this.#byId.set(upload.id, upload);
    this.#changes.mark(this.#owner, upload.id);
  }

  /** Puts a part in the place of an earlier one with its number. */
  addPart(upload: Upload, part: Part): void {
    upload.parts.get(part.number)?.body.discard();
    this.set({ ...upload, parts: new Map([...upload.parts, [part.number, part]]) });
  }

  /** Ends an upload, with its parts, whose contents have become an object's or nobody's. */
  delete({ id, parts }: Upload): void {
    for (const { body } of parts.values()) body.discard();
    this.#byId.delete(id);
    this.#changes.mark(this.#owner, id);
  }
}

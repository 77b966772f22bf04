import { createHash, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { chunksOf } from "./aws-chunked.ts";
import { BodyTooLarge, ClientGone } from "./body.ts";
import type { Request } from "./endpoint.ts";

/** A body in a file, which is gone with its request unless whoever keeps it moves it away. */
export interface SpooledBody {
  readonly path: string;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export interface ReceivedBody {
  /** Empty where the body is in a file. */
  readonly body: Buffer;
  readonly file?: SpooledBody;
  /** Headers that came after the body. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** A body up to this long is held in memory: any document is, such as one that completes an upload of 10,000 parts. */
const MEMORY_LIMIT = 4 * 1024 * 1024;

/**
 * Receives a body that may be longer than memory should hold, without the encoding it came in. Beyond the limit the
 * rest is read and dropped, so that the answer reaches the client.
 *
 * @throws {BodyTooLarge}
 * @throws {ClientGone}
 * @throws {AwsError} of its encoding
 */
export async function receiveBody(
  request: Request,
  { directory, limit }: { readonly directory: string; readonly limit: number },
): Promise<ReceivedBody> {
  const chunks = chunksOf(request.headers);
  const spool = new Spool(directory);
  let size = 0;
  try {
    for await (const part of partsOf(request)) {
      for (const data of chunks?.take(part) ?? [part]) {
        size += data.length;
        if (size <= limit) await spool.write(data);
      }
    }
    if (size > limit) throw new BodyTooLarge(limit);
    chunks?.end();
    return { ...(await spool.end()), trailers: chunks?.trailers ?? {} };
  } catch (error) {
    await spool.drop();
    throw error;
  }
}

async function* partsOf(request: Request): AsyncIterable<Buffer> {
  try {
    yield* request as AsyncIterable<Buffer>;
  } catch (error) {
    throw new ClientGone(String(error));
  }
}

/** In memory first, in a file once it is too long for that. */
class Spool {
  readonly #path: string;
  readonly #directory: string;
  readonly #hash = createHash("sha256");
  #inMemory: Buffer[] = [];
  #size = 0;
  #file: FileHandle | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(directory, randomUUID());
  }

  async write(data: Buffer): Promise<void> {
    this.#size += data.length;
    if (this.#file === undefined && this.#size <= MEMORY_LIMIT) {
      this.#inMemory.push(data);
      return;
    }
    if (this.#file === undefined) await this.#toFile();
    await this.#append(data);
  }

  async end(): Promise<Pick<ReceivedBody, "body" | "file">> {
    if (this.#file === undefined) return { body: Buffer.concat(this.#inMemory) };
    await this.#file.close();
    const sha256 = this.#hash.digest("hex");
    return { body: Buffer.alloc(0), file: { path: this.#path, size: this.#size, sha256 } };
  }

  async drop(): Promise<void> {
    if (this.#file === undefined) return;
    await this.#file.close().catch(() => {});
    await rm(this.#path, { force: true });
  }

  async #toFile(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    this.#file = await open(this.#path, "wx", 0o600);
    for (const data of this.#inMemory) await this.#append(data);
    this.#inMemory = [];
  }

  async #append(data: Buffer): Promise<void> {
    this.#hash.update(data);
    await this.#file?.writeFile(data);
  }
}

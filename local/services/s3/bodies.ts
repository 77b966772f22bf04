import { randomUUID } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type { ByteSource } from "../../core/byte-source.ts";
import type { SpooledBody } from "../../gateway/spooled-body.ts";

/** What is in an object. */
export interface Body {
  readonly size: number;
  parts(): AsyncIterable<Buffer> | Iterable<Buffer>;
  /** The bytes from `start` up to `end`. */
  slice(start: number, end: number): Buffer | ByteSource;
  /** As it is kept in JSON. */
  readonly kept: KeptBody;
  /** To be called when no version has it any more. */
  discard(): void;
}

type Source = Pick<Body, "size" | "parts">;

export type KeptBody = { readonly base64: string } | { readonly file: string; readonly size: number };

/** A body up to this long is held in memory. */
const MEMORY_LIMIT = 32 * 1024;
/** A file that nobody needs any more may be on its way to a client still. */
const DISCARD_AFTER_MS = 10_000;

/** Where the contents of objects are: the short ones in memory, the others in files of a folder. */
export class Bodies {
  #directory: string;
  #persistent = false;
  #ready = false;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The folder, which is there. */
  get directory(): string {
    if (!this.#ready) {
      if (!this.#persistent) rmSync(this.#directory, { recursive: true, force: true });
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      this.#ready = true;
    }
    return this.#directory;
  }

  /** Puts what comes from now on into a folder that outlives the process. */
  persistIn(directory: string): void {
    this.#directory = directory;
    this.#persistent = true;
    this.#ready = false;
  }

  /** Drops the files that no object has, such as those of a write that was cut off. */
  dropAllBut(bodies: Iterable<Body>): void {
    const kept = new Set([...bodies].flatMap((body) => (body instanceof FileBody ? [body.path] : [])));
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      if (!kept.has(path)) rmSync(path, { force: true });
    }
  }

  /** Takes a body in, which is durable then if anything is. */
  async store(received: Buffer | SpooledBody): Promise<Body> {
    if (!Buffer.isBuffer(received)) return await this.#adopt(received);
    return received.length <= MEMORY_LIMIT
      ? new MemoryBody(received)
      : await this.join([new MemoryBody(received)]);
  }

  /** The same content once more. */
  async copy(body: Body): Promise<Body> {
    if (!(body instanceof FileBody)) return body;
    const path = this.#newPath();
    await link(body.path, path);
    await this.#sync();
    return new FileBody(path, body.size);
  }

  /** One body of several, which are left as they are. */
  async join(bodies: readonly Source[]): Promise<Body> {
    const size = bodies.reduce((total, body) => total + body.size, 0);
    if (size <= MEMORY_LIMIT) return new MemoryBody(await bytesOf(bodies));
    const path = this.#newPath();
    const file = await open(path, "wx", 0o600);
    try {
      for (const body of bodies) for await (const part of body.parts()) await file.writeFile(part);
      await this.#finish(file);
    } catch (error) {
      await file.close().catch(() => {});
      await rm(path, { force: true });
      throw error;
    }
    return new FileBody(path, size);
  }

  /** A part of a body as one of its own. */
  async cut(body: Body, start: number, end: number): Promise<Body> {
    const bytes = body.slice(start, end);
    if (Buffer.isBuffer(bytes)) return new MemoryBody(bytes);
    return await this.join([{ size: bytes.size, parts: () => bytes.open() }]);
  }

  /** @throws {Error} where its file is gone */
  restore(kept: KeptBody): Body {
    if ("base64" in kept) return new MemoryBody(Buffer.from(kept.base64, "base64"));
    const path = join(this.directory, kept.file);
    if (!existsSync(path)) throw new Error(`The content of an object is gone: there is no ${path}.`);
    return new FileBody(path, kept.size);
  }

  /** Leaves what persists, and nothing else. */
  close(): void {
    if (this.#ready && !this.#persistent) rmSync(this.#directory, { recursive: true, force: true });
  }

  async #adopt({ path, size }: SpooledBody): Promise<Body> {
    const own = this.#newPath();
    await rename(path, own);
    if (this.#persistent) await this.#finish(await open(own, "r+"));
    return new FileBody(own, size);
  }

  async #finish(file: FileHandle): Promise<void> {
    if (this.#persistent) await file.sync();
    await file.close();
    await this.#sync();
  }

  /** That there is a file is written in its folder. */
  async #sync(): Promise<void> {
    if (!this.#persistent) return;
    const folder = await open(this.directory, "r");
    await folder.sync().finally(() => folder.close());
  }

  #newPath(): string {
    return join(this.directory, randomUUID());
  }
}

class MemoryBody implements Body {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  parts(): Iterable<Buffer> {
    return [this.#bytes];
  }

  slice(start: number, end: number): Buffer {
    return this.#bytes.subarray(start, end);
  }

  get kept(): KeptBody {
    return { base64: this.#bytes.toString("base64") };
  }

  discard(): void {}
}

class FileBody implements Body {
  readonly path: string;
  readonly size: number;

  constructor(path: string, size: number) {
    this.path = path;
    this.size = size;
  }

  parts(): Readable {
    return createReadStream(this.path);
  }

  slice(start: number, end: number): ByteSource {
    return { size: end - start, open: () => createReadStream(this.path, { start, end: end - 1 }) };
  }

  get kept(): KeptBody {
    return { file: this.path.slice(dirname(this.path).length + 1), size: this.size };
  }

  discard(): void {
    setTimeout(() => rmSync(this.path, { force: true }), DISCARD_AFTER_MS).unref();
  }
}

async function bytesOf(bodies: readonly Source[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const body of bodies) for await (const part of body.parts()) parts.push(part);
  return Buffer.concat(parts);
}

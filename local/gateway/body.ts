import type { Request } from "./endpoint.ts";

/** The body of a request went beyond the limit. */
export class BodyTooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`A body is longer than ${limit} bytes.`);
    this.limit = limit;
  }
}

/** The client closed the connection within its request: nobody waits for an answer. */
export class ClientGone extends Error {}

/** Reads a body into memory. Beyond the limit the rest is read and dropped, so that the answer reaches the client. */
export function readBody(request: Request, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) chunks.length = 0;
      else chunks.push(chunk);
    });
    request.once("end", () => {
      if (size > limit) reject(new BodyTooLarge(limit));
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size));
    });
    request.once("error", () => reject(new ClientGone()));
    request.once("aborted", () => reject(new ClientGone()));
  });
}

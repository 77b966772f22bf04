import type { IncomingMessage } from "node:http";

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A request's whole body, or why there is none: it is above 10 MB, or its sender went away. */
export function readBody(message: IncomingMessage): Promise<Buffer | "too large" | "aborted"> {
  if (Number(message.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return Promise.resolve("too large");
  if (!("content-length" in message.headers || "transfer-encoding" in message.headers))
    return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        message.removeAllListeners("data").resume();
        resolve("too large");
      } else chunks.push(chunk);
    });
    message.once("end", () => resolve(Buffer.concat(chunks, Math.min(size, MAX_BODY_BYTES))));
    message.once("error", () => resolve("aborted"));
    message.once("close", () => resolve("aborted"));
  });
}

import type { Readable } from "node:stream";

/** Bytes that are read as they are sent: more than memory should hold at once. */
export interface ByteSource {
  readonly size: number;
  open(): Readable;
}

export function isByteSource(value: unknown): value is ByteSource {
  return typeof value === "object" && value !== null && "open" in value && "size" in value;
}

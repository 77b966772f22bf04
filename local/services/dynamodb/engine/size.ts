/**
 * Sizes of items and what they cost.
 * Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats" and "DynamoDB read and write operations".
 */
import { numberSize } from "./decimal.ts";
import type { AttributeValue, Item } from "./value.ts";

/** Bytes an item, with its names, counts for. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue);
  return size;
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return base64Size(value.B);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if (value.L !== undefined) return value.L.reduce((sum, member) => sum + 1 + valueSize(member), 3);
  if (value.SS !== undefined) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, member) => sum + numberSize(member), 0);
  return (value.BS ?? []).reduce((sum, member) => sum + base64Size(member), 0);
}

export function base64Size(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** What an eventually consistent, a strongly consistent and a transactional read cost for each 4 KB. */
export type ReadMode = "eventual" | "consistent" | "transactional";
const READ_FACTOR: Readonly<Record<ReadMode, number>> = { eventual: 0.5, consistent: 1, transactional: 2 };

/** Read capacity units of `bytes` read as one. Reading nothing costs as much as the smallest item. */
export function readUnits(bytes: number, mode: ReadMode): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * READ_FACTOR[mode];
}

/** Write capacity units of one standard write. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** What stands for a value that JSON does not have. */
const KIND = "$kind";

/** The value with its maps, sets and big integers as JSON can have them. `fromPlain` takes it back. */
export function toPlain(value: unknown): unknown {
  if (typeof value === "bigint") return { [KIND]: "bigint", value: String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return { [KIND]: "map", value: [...value].map(toPlain) };
  if (value instanceof Set) return { [KIND]: "set", value: [...value].map(toPlain) };
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, toPlain(element)]));
}

export function fromPlain(plain: unknown): unknown {
  if (typeof plain !== "object" || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map(fromPlain);
  const { [KIND]: kind, value } = plain as Readonly<Record<string, unknown>>;
  if (kind === "bigint") return BigInt(String(value));
  if (kind === "map") return new Map(fromPlain(value) as [unknown, unknown][]);
  if (kind === "set") return new Set(fromPlain(value) as unknown[]);
  return Object.fromEntries(Object.entries(plain).map(([key, element]) => [key, fromPlain(element)]));
}

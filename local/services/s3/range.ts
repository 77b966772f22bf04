import { s3Error } from "./errors.ts";

/** The bytes that a `Range` header asks for, both ends included; undefined for all, and for what is no range. @throws {AwsError} `InvalidRange` */
export function byteRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size) throw s3Error("InvalidRange");
  return { start, end };
}

import type { Members } from "../../core/members.ts";
import { invalidParameter } from "./errors.ts";

const ITEMS_PER_PAGE = 100;

/**
 * A map of the input. The query protocol carries one as a list of `entry` with `key` and `value`, or with `Name`
 * and `Value` for message attributes; calls within the local cloud as an object.
 */
export function readMap(input: Members, name: string): Readonly<Record<string, unknown>> {
  if (input.value(name) === "") return {};
  const map = input.optionalMap(name) ?? {};
  if (!Array.isArray(map.entry)) return map;
  return Object.fromEntries(
    map.entry.map((entry: Readonly<Record<string, unknown>>) => [
      String(entry.key ?? entry.Name),
      entry.value ?? entry.Value,
    ]),
  );
}

export function readTextMap(input: Members, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(readMap(input, name)).map(([key, value]) => {
      if (typeof value !== "string") throw invalidParameter(`${name} Reason: ${key} must be a string`);
      return [key, value];
    }),
  );
}

/** A map of the output: the query protocol writes its entries. */
export function mapOutput(record: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(record));
}

/** @throws {AwsError} `InvalidParameter` */
export function readTags(input: Members): Readonly<Record<string, string>> {
  if (input.value("Tags") === undefined) return {};
  return Object.fromEntries(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));
}

/** A page of at most 100 items, and the token of the next. @throws {AwsError} `InvalidParameter` */
export function page<T>(items: readonly T[], input: Members): { items: readonly T[]; NextToken?: string } {
  const token = input.optionalText("NextToken");
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64").toString());
  if (!Number.isInteger(start) || start < 0) throw invalidParameter(`NextToken Reason: ${token} is not one`);
  const end = start + ITEMS_PER_PAGE;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { NextToken: Buffer.from(String(end)).toString("base64") }),
  };
}

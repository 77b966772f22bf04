import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import type { EncryptionContext } from "./cipher.ts";
import { invalid, invalidTag, limitExceeded } from "./errors.ts";

/** A binary member, which JSON carries as base64, of at least one and at most `maxBytes` bytes. */
export function readBlob(input: Members, name: string, maxBytes: number): Buffer {
  const text = input.text(name);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw new AwsError("SerializationException", `${name} must be base64.`);
  const blob = Buffer.from(text, "base64");
  if (blob.length < 1 || blob.length > maxBytes)
    throw invalid(
      `1 validation error detected: Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must have length between 1 and ${maxBytes}`,
    );
  return blob;
}

export function readContext(input: Members, name = "EncryptionContext"): EncryptionContext {
  return input.optionalTextMap(name) ?? {};
}

export function readTags(input: Members): Tags {
  if (input.value("Tags") === undefined) return {};
  return Object.fromEntries(
    input.structures("Tags").map((tag) => [tag.text("TagKey"), tag.text("TagValue")]),
  );
}

/** @throws {AwsError} `TagException`, `LimitExceededException` */
export function checkedTags(tags: Tags): Tags {
  return requireTags(tags, invalidTag, limitExceeded);
}

export function tagList(tags: Tags) {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

/** One page of a list, with KMS's `Limit`, `Marker`, `NextMarker` and `Truncated`. */
export function page(
  member: string,
  items: readonly unknown[],
  input: Members,
  limits: { readonly default: number; readonly max: number },
): Record<string, unknown> {
  const limit = input.optionalInteger("Limit") ?? limits.default;
  if (limit < 1 || limit > limits.max)
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${limits.max}`,
    );
  const marker = input.optionalText("Marker") ?? "0";
  if (!/^\d+$/.test(marker))
    throw new AwsError("InvalidMarkerException", `Could not deserialize marker '${marker}'`);
  const start = Number(marker);
  const more = start + limit < items.length;
  return {
    [member]: items.slice(start, start + limit),
    Truncated: more,
    ...(more ? { NextMarker: String(start + limit) } : {}),
  };
}

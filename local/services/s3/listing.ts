import type { Members } from "../../core/members.ts";
import type { Bucket } from "./bucket.ts";
import { invalidArgument } from "./errors.ts";
import { compareKeys } from "./keys.ts";
import type { ObjectVersion } from "./model.ts";

const MAX_KEYS = 1_000;

/** A list of a bucket, in the elements of its answer. */
interface Listing {
  readonly bucket: Bucket;
  readonly input: Members;
  /** The canonical user that owns the objects. */
  readonly owner: string;
}

/** `GET /bucket?list-type=2` */
export function listObjectsV2(listing: Listing): object {
  const { bucket, input } = listing;
  const token = input.optionalText("ContinuationToken");
  const after = token === undefined ? (input.optionalText("StartAfter") ?? "") : readToken(token);
  const page = objectsBehind(bucket, input, after);
  const encode = encoderOf(input);
  return {
    ...common(listing, page),
    Contents: contents(listing, page, input.optionalBoolean("FetchOwner") === true),
    KeyCount: page.items.length + page.prefixes.length,
    StartAfter: encode(input.optionalText("StartAfter")),
    ContinuationToken: token,
    NextContinuationToken: page.last && Buffer.from(page.last.name).toString("base64url"),
  };
}

/** `GET /bucket`, of older clients */
export function listObjects(listing: Listing): object {
  const { bucket, input } = listing;
  const marker = input.optionalText("Marker") ?? "";
  const page = objectsBehind(bucket, input, marker);
  const encode = encoderOf(input);
  return {
    ...common(listing, page),
    Contents: contents(listing, page, true),
    Marker: encode(marker),
    NextMarker: input.optionalText("Delimiter") === undefined ? undefined : encode(page.last?.name),
  };
}

/** Every version and delete marker, those of a key from the latest on. */
export function listVersions(listing: Listing): object {
  const { bucket, input, owner } = listing;
  const keyMarker = input.optionalText("KeyMarker") ?? "";
  const versionMarker = input.optionalText("VersionIdMarker");
  if (versionMarker !== undefined && keyMarker === "")
    throw invalidArgument("A version-id marker cannot be specified without a key marker.");
  const isBehind = behind(input, keyMarker);
  const page = pageOf(
    bucket.keys().flatMap((key) => {
      const versions = bucket.versions(key).map((version, index) => ({ version, isLatest: index === 0 }));
      if (isBehind(key)) return versions;
      const at = versions.findIndex(({ version }) => version.versionId === versionMarker);
      return key === keyMarker && at >= 0 ? versions.slice(at + 1) : [];
    }),
    input,
  );
  const encode = encoderOf(input);
  const described = page.items.map(({ version, isLatest }) => ({
    content: version.content,
    element: {
      Key: encode(version.key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: new Date(version.lastModified),
      ...(version.content && { ...describeContent(version), StorageClass: "STANDARD" }),
      Owner: { ID: owner },
    },
  }));
  return {
    ...common(listing, page),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker,
    NextKeyMarker: encode(page.last?.name),
    NextVersionIdMarker: page.last?.item?.version.versionId,
    Version: described.filter(({ content }) => content !== undefined).map(({ element }) => element),
    DeleteMarker: described.filter(({ content }) => content === undefined).map(({ element }) => element),
  };
}

interface Item {
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

interface Page {
  readonly items: readonly Item[];
  readonly prefixes: readonly string[];
  /** What the page ends with, a key or a common prefix; undefined at the end of the list. */
  readonly last: { readonly name: string; readonly item?: Item } | undefined;
}

function objectsBehind(bucket: Bucket, input: Members, marker: string): Page {
  const isBehind = behind(input, marker);
  const items = bucket.keys().flatMap((key) => {
    const version = isBehind(key) ? bucket.current(key) : undefined;
    return version === undefined ? [] : [{ version, isLatest: true }];
  });
  return pageOf(items, input);
}

/** Up to as many as are asked for; what has a delimiter in its key behind the prefix as one common prefix. */
function pageOf(all: readonly Item[], input: Members): Page {
  const prefix = input.optionalText("Prefix") ?? "";
  const delimiter = input.optionalText("Delimiter") ?? "";
  const size = sizeIn(input);
  const items: Item[] = [];
  const prefixes: string[] = [];
  let last: Page["last"];
  for (const item of all) {
    const { key } = item.version;
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (end >= 0 && name === prefixes.at(-1)) continue;
    if (items.length + prefixes.length === size) return { items, prefixes, last };
    if (end < 0) items.push(item);
    else prefixes.push(name);
    last = end < 0 ? { name, item } : { name };
  }
  return { items, prefixes, last: undefined };
}

/** Which keys come behind a marker; none that begins with it where it is a common prefix. */
function behind(input: Members, marker: string): (key: string) => boolean {
  const prefix = input.optionalText("Prefix") ?? "";
  const delimiter = input.optionalText("Delimiter") ?? "";
  const isPrefix = delimiter !== "" && marker.endsWith(delimiter) && marker.length > prefix.length;
  return (key) => compareKeys(key, marker) > 0 && !(isPrefix && key.startsWith(marker));
}

function common({ bucket, input }: Listing, { prefixes, last }: Page): object {
  const encode = encoderOf(input);
  return {
    Name: bucket.name,
    Prefix: encode(input.optionalText("Prefix") ?? ""),
    Delimiter: encode(input.optionalText("Delimiter")),
    MaxKeys: sizeIn(input),
    EncodingType: input.optionalText("EncodingType"),
    IsTruncated: last !== undefined,
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
  };
}

function contents({ input, owner }: Listing, { items }: Page, withOwner: boolean): readonly object[] {
  const encode = encoderOf(input);
  return items.map(({ version }) => ({
    Key: encode(version.key),
    LastModified: new Date(version.lastModified),
    ...describeContent(version),
    StorageClass: "STANDARD",
    ...(withOwner && { Owner: { ID: owner } }),
  }));
}

function describeContent({ content }: ObjectVersion): object {
  return {
    ETag: `"${content?.etag}"`,
    ChecksumAlgorithm: content?.checksum.algorithm,
    ChecksumType: content?.checksum.type,
    Size: content?.body.size,
  };
}

/** @throws {AwsError} `InvalidArgument` */
function sizeIn(input: Members): number {
  const size = input.optionalInteger("MaxKeys") ?? MAX_KEYS;
  if (size < 0) throw invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647");
  return Math.min(size, MAX_KEYS);
}

function readToken(token: string): string {
  const key = Buffer.from(token, "base64url").toString("utf8");
  if (key === "") throw invalidArgument("The continuation token provided is incorrect");
  return key;
}

/** With `EncodingType=url` what XML can't have comes through. @throws {AwsError} `InvalidArgument` */
function encoderOf(input: Members): (text: string | undefined) => string | undefined {
  const type = input.optionalText("EncodingType");
  if (type === undefined) return (text) => text;
  if (type !== "url") throw invalidArgument("Invalid Encoding Method specified in Request");
  return (text) => text && urlEncoded(text);
}

/** With all but `-`, `_`, `.`, `*` and the slash, a space as a plus sign. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}

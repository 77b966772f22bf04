import { AwsError } from "../../core/errors.ts";
import { malformedXml } from "../../gateway/xml.ts";
import { invalidArgument } from "./errors.ts";
import { elements, requiredText, structureOf } from "./structures.ts";

export type Tags = Readonly<Record<string, string>>;

const MAX_BUCKET_TAGS = 50;
const MAX_OBJECT_TAGS = 10;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags of a bucket, in a `TagSet`. Source: S3 API Reference, "PutBucketTagging". @throws {AwsError} `InvalidTag`, `MalformedXML` */
export function readBucketTags(tagSet: unknown): Tags {
  const pairs = pairsIn(tagSet);
  if (pairs.length > MAX_BUCKET_TAGS) throw malformedXml();
  return checked(pairs);
}

/** The tags of an object, in a `TagSet`. Source: S3 API Reference, "PutObjectTagging". @throws {AwsError} */
export function readObjectTags(tagSet: unknown): Tags {
  return limited(pairsIn(tagSet));
}

/** The tags of an object as a header has them: `a=1&b=2`. @throws {AwsError} `BadRequest`, `InvalidArgument`, `InvalidTag` */
export function readQueryTags(header: string): Tags {
  const pairs = [...new URLSearchParams(header)];
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  return limited(pairs);
}

/** As a `Tagging` element. */
export function describeTags(tags: Tags): object {
  return { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } };
}

type Pair = readonly [key: string, value: string];

function pairsIn(tagSet: unknown): readonly Pair[] {
  return elements(structureOf(tagSet), "Tag").map((tag) => {
    const structure = structureOf(tag);
    return [requiredText(structure, "Key"), requiredText(structure, "Value")];
  });
}

function limited(pairs: readonly Pair[]): Tags {
  if (pairs.length > MAX_OBJECT_TAGS)
    throw new AwsError("BadRequest", "Object tags cannot be greater than 10");
  return checked(pairs);
}

function checked(pairs: readonly Pair[]): Tags {
  const read: Record<string, string> = Object.create(null);
  for (const [key, value] of pairs) {
    if (key.length < 1 || key.length > 128 || !CHARACTERS.test(key) || /^aws:/i.test(key))
      throw invalidTag(`The TagKey you have provided is invalid: ${key}`);
    if (value.length > 256 || !CHARACTERS.test(value))
      throw invalidTag(`The TagValue you have provided is invalid: ${value}`);
    if (read[key] !== undefined) throw invalidTag("Cannot provide multiple Tags with the same key");
    read[key] = value;
  }
  return { ...read };
}

function invalidTag(message: string): AwsError {
  return new AwsError("InvalidTag", message);
}

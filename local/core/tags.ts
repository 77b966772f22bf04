import type { PolicyValue } from "./access.ts";
import type { AwsError } from "./errors.ts";

export type Tags = Readonly<Record<string, string>>;

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * The tags, if a resource may have them all. Services refuse others with errors of their own.
 * Source: Tagging AWS Resources and Tag Editor User Guide, "Tag naming limits and requirements".
 */
export function requireTags(
  tags: Tags,
  invalid: (message: string) => AwsError,
  tooMany: (message: string) => AwsError = invalid,
): Tags {
  for (const [key, value] of Object.entries(tags)) {
    const problem = tagProblem(key, value);
    if (problem !== undefined) throw invalid(problem);
  }
  const count = Object.keys(tags).length;
  if (count > MAX_TAGS) throw tooMany(`A resource has at most ${MAX_TAGS} tags, not ${count}.`);
  return tags;
}

/** Why AWS refuses a tag, or undefined. */
export function tagProblem(key: string, value: string): string | undefined {
  if (key.length < 1 || key.length > MAX_KEY)
    return `The tag key '${key}' must have 1 to ${MAX_KEY} characters.`;
  if (value.length > MAX_VALUE) return `The value of the tag ${key} has more than ${MAX_VALUE} characters.`;
  if (key.toLowerCase().startsWith("aws:"))
    return `The tag key ${key} is not allowed: keys that begin with aws: are reserved for AWS.`;
  const strange = [key, value].find((text) => !CHARACTERS.test(text));
  if (strange === undefined) return undefined;
  return `The tag ${key} has '${strange}', but tags have letters, digits, spaces and _.:/=+-@ only.`;
}

type ConditionKeys = Readonly<Record<string, PolicyValue>>;

/** What policies see of tags that a request asks for. */
export function requestTagKeys(tags: Tags): ConditionKeys {
  const keys = Object.keys(tags);
  return keys.length === 0 ? {} : { "aws:TagKeys": keys, ...prefixed("aws:RequestTag", tags) };
}

/** What policies see of the tags that a resource has. */
export function resourceTagKeys(tags: Tags): ConditionKeys {
  return prefixed("aws:ResourceTag", tags);
}

function prefixed(prefix: string, tags: Tags): ConditionKeys {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
}

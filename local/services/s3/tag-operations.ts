import type { Access } from "../../core/access.ts";
import type { Members } from "../../core/members.ts";
import type { Call } from "../../core/service.ts";
import { isDeleteMarker, s3Error } from "./errors.ts";
import {
  bucketIn,
  type Engine,
  keyIn,
  type Operations,
  objectAccess,
  onObject,
  operation,
} from "./operations.ts";
import { structureOf } from "./structures.ts";
import { describeTags, readObjectTags, type Tags } from "./tags.ts";

/** The tags of versions, which change in place. */
export function tagOperations(engine: Engine): Operations {
  const versionIn = (input: Members) => {
    const bucket = bucketIn(engine, input);
    const key = keyIn(input);
    const versionId = input.optionalText("VersionId");
    const version = versionId === undefined ? bucket.versions(key)[0] : bucket.version(key, versionId);
    if (version === undefined) throw s3Error("NoSuchKey", { Key: key });
    const { content } = version;
    if (content === undefined)
      throw isDeleteMarker(versionId === undefined ? "NoSuchKey" : "MethodNotAllowed", version);
    const answer = bucket.settings.versioning === undefined ? {} : { VersionId: version.versionId };
    return { bucket, version: { ...version, content }, answer };
  };
  const change = (input: Members, tags: Tags) => {
    const { bucket, version, answer } = versionIn(input);
    bucket.replace({ ...version, content: { ...version.content, tags } });
    return answer;
  };
  return {
    GetObjectTagging: operation(
      onObject(engine, "s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
      (input) => {
        const { version, answer } = versionIn(input);
        return { ...answer, Tagging: describeTags(version.content.tags) };
      },
    ),
    PutObjectTagging: operation(
      (input, call) => accessWith(engine, input, call),
      (input) => change(input, tagsIn(input)),
    ),
    DeleteObjectTagging: operation(
      onObject(engine, "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"),
      (input) => change(input, {}),
    ),
  };
}

function accessWith(engine: Engine, input: Members, { principal }: Call): readonly Access[] {
  const versioned = input.optionalText("VersionId") !== undefined;
  const action = versioned ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging";
  const access = objectAccess(bucketIn(engine, input), action, keyIn(input), input, principal);
  return [{ ...access, context: { ...access.context, ...requestedTags(tagsIn(input)) } }];
}

/** The condition keys of the tags that a request brings. */
export function requestedTags(tags: Tags): Readonly<Record<string, string | readonly string[]>> {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  const values = keys.map((tag) => [`s3:RequestObjectTag/${tag}`, tags[tag] ?? ""] as const);
  return { "s3:RequestObjectTagKeys": keys, ...Object.fromEntries(values) };
}

function tagsIn(input: Members): Tags {
  const { TagSet = "" } = structureOf(input.value("Tagging"));
  return readObjectTags(TagSet);
}

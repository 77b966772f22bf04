import type { Members } from "../../core/members.ts";
import { notModified, s3Error } from "./errors.ts";
import type { ObjectVersion } from "./model.ts";

/** The members of a request that name conditions, in this order. */
interface ConditionNames {
  readonly match: string;
  readonly noneMatch: string;
  readonly modifiedSince: string;
  readonly unmodifiedSince: string;
}

const READ_CONDITIONS: ConditionNames = {
  match: "IfMatch",
  noneMatch: "IfNoneMatch",
  modifiedSince: "IfModifiedSince",
  unmodifiedSince: "IfUnmodifiedSince",
};

const COPY_CONDITIONS: ConditionNames = {
  match: "CopySourceIfMatch",
  noneMatch: "CopySourceIfNoneMatch",
  modifiedSince: "CopySourceIfModifiedSince",
  unmodifiedSince: "CopySourceIfUnmodifiedSince",
};

type Outcome = "holds" | "failed" | "not modified";

/**
 * What the conditions of a request say of a version; an entity tag goes before a time.
 * Source: RFC 9110, section 13.2.2.
 */
function outcome(input: Members, names: ConditionNames, version: ObjectVersion): Outcome {
  const etag = version.content?.etag ?? "";
  const match = input.optionalText(names.match);
  const noneMatch = input.optionalText(names.noneMatch);
  const unmodifiedSince = timeIn(input, names.unmodifiedSince);
  const modifiedSince = timeIn(input, names.modifiedSince);
  const modified = Math.floor(version.lastModified / 1000) * 1000;
  if (match === undefined ? modified > (unmodifiedSince ?? modified) : !namesTag(match, etag))
    return "failed";
  const known = noneMatch === undefined ? modified <= (modifiedSince ?? -1) : namesTag(noneMatch, etag);
  return known ? "not modified" : "holds";
}

/** @throws {AwsError} `NotModified`, `PreconditionFailed` */
export function checkReadConditions(input: Members, version: ObjectVersion): void {
  const found = outcome(input, READ_CONDITIONS, version);
  if (found === "failed") throw s3Error("PreconditionFailed");
  if (found === "not modified")
    throw notModified({
      etag: `"${version.content?.etag}"`,
      "last-modified": new Date(version.lastModified).toUTCString(),
    });
}

/** @throws {AwsError} `PreconditionFailed` */
export function checkCopyConditions(input: Members, version: ObjectVersion): void {
  if (outcome(input, COPY_CONDITIONS, version) !== "holds") throw s3Error("PreconditionFailed");
}

/** Of what a write replaces. @throws {AwsError} `PreconditionFailed`, `NoSuchKey`, `NotImplemented` */
export function checkWriteConditions(input: Members, current: ObjectVersion | undefined): void {
  const match = input.optionalText("IfMatch");
  const noneMatch = input.optionalText("IfNoneMatch");
  if (match !== undefined && noneMatch !== undefined)
    throw s3Error("NotImplemented", { Header: "If-Match,If-None-Match" });
  if (noneMatch !== undefined && noneMatch !== "*")
    throw s3Error("NotImplemented", { Header: "If-None-Match" });
  if (match === "*") throw s3Error("NotImplemented", { Header: "If-Match" });
  if (noneMatch !== undefined && current !== undefined)
    throw s3Error("PreconditionFailed", { Condition: "If-None-Match" });
  if (match === undefined) return;
  if (current === undefined) throw s3Error("NoSuchKey");
  if (!namesTag(match, current.content?.etag ?? ""))
    throw s3Error("PreconditionFailed", { Condition: "If-Match" });
}

/**
 * Of the latest version, whichever is to be deleted. Source: S3 User Guide, "How to perform conditional deletes".
 * @throws {AwsError} `PreconditionFailed`, `NoSuchKey`
 */
export function checkDeleteCondition(match: string | undefined, latest: ObjectVersion | undefined): void {
  if (match === undefined) return;
  if (latest === undefined) throw s3Error("NoSuchKey");
  if (latest.content === undefined || !namesTag(match, latest.content.etag))
    throw s3Error("PreconditionFailed", { Condition: "If-Match" });
}

/** A time that nobody can read is none. */
function timeIn(input: Members, name: string): number | undefined {
  const time = Date.parse(input.optionalText(name) ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function namesTag(header: string, etag: string): boolean {
  return header.split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^"|"$/g, "")));
}

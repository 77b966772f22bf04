import { AwsError, RestError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { ObjectVersion } from "./model.ts";

/** Source of codes, texts and statuses: S3 API Reference, "Error responses". */
const ERRORS = {
  AccessControlListNotSupported: [400, "The bucket does not allow ACLs"],
  BadDigest: [
    400,
    "The Content-MD5 or checksum value that you specified did not match what the server received.",
  ],
  BucketAlreadyOwnedByYou: [
    409,
    "Your previous request to create the named bucket succeeded and you already own it.",
  ],
  BucketNotEmpty: [
    409,
    "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
  ],
  ConditionalRequestConflict: [
    409,
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
  ],
  EntityTooSmall: [400, "Your proposed upload is smaller than the minimum allowed size"],
  IllegalLocationConstraintException: [
    400,
    "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
  ],
  InvalidBucketName: [400, "The specified bucket is not valid."],
  InvalidDigest: [400, "The Content-MD5 you specified was invalid."],
  InvalidLocationConstraint: [400, "The specified location-constraint is not valid"],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  ],
  InvalidPartOrder: [
    400,
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
  ],
  InvalidPartNumber: [416, "The requested partnumber is not satisfiable"],
  InvalidRange: [416, "The requested range is not satisfiable"],
  KeyTooLongError: [400, "Your key is too long"],
  MethodNotAllowed: [405, "The specified method is not allowed against this resource."],
  NoSuchBucket: [404, "The specified bucket does not exist"],
  NoSuchBucketPolicy: [404, "The bucket policy does not exist"],
  NoSuchKey: [404, "The specified key does not exist."],
  NoSuchLifecycleConfiguration: [404, "The lifecycle configuration does not exist"],
  NoSuchPublicAccessBlockConfiguration: [404, "The public access block configuration was not found"],
  NoSuchTagSet: [404, "The TagSet does not exist"],
  NoSuchUpload: [
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
  ],
  NoSuchVersion: [404, "The specified version does not exist."],
  NotImplemented: [501, "A header you provided implies functionality that is not implemented"],
  OwnershipControlsNotFoundError: [404, "The bucket ownership controls were not found"],
  PreconditionFailed: [412, "At least one of the pre-conditions you specified did not hold"],
} as const;

/** A read whose caller has the version already, which it is told in the headers. */
export function notModified(headers: Readonly<Record<string, string>>): AwsError {
  return new RestError("NotModified", "Not Modified", 304, headers);
}

/** An error with S3's own text. The fields name what it is about. */
export function s3Error(code: keyof typeof ERRORS, fields: Readonly<Record<string, string>> = {}): AwsError {
  const [status, message] = ERRORS[code];
  return new AwsError(code, message, status, fields);
}

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgument", message);
}

export function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", message);
}

/** Of an object whose version, the latest or the one asked for, marks that it was deleted. */
export function isDeleteMarker(
  code: "NoSuchKey" | "MethodNotAllowed",
  { key, versionId, lastModified }: ObjectVersion,
): AwsError {
  const [status, message] = ERRORS[code];
  const headers = {
    "x-amz-delete-marker": "true",
    "x-amz-version-id": versionId,
    ...(code === "MethodNotAllowed" && {
      allow: "DELETE",
      "last-modified": new Date(lastModified).toUTCString(),
    }),
  };
  return new RestError(code, message, status, headers, { Key: key });
}

/** @throws {AwsError} `NotImplemented`, for a member that S3 knows and the local cloud would not honour */
export function refuseMembers(input: Members, ...names: readonly string[]): void {
  for (const name of names) if (input.value(name) !== undefined) throw notImplemented(name);
}

export function accessDenied(message = "Access Denied"): AwsError {
  return new AwsError("AccessDenied", message, 403);
}

/** For what S3 has and the local cloud would not honour. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `The local cloud does not have ${what}: leave it out.`, 501);
}

import type { Access, Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import { malformedXml } from "../../gateway/xml.ts";
import type { Bucket } from "./bucket.ts";
import { refuseMembers } from "./errors.ts";
import { bucketIn, type Engine, keyIn, type Operations, objectAccess, operation } from "./operations.ts";
import { checkDeleteCondition } from "./preconditions.ts";
import { elements, requiredText, type Structure, structureOf, textOf } from "./structures.ts";

const MAX_DELETED = 1_000;

/** What takes objects and versions away. */
export function deleteOperations(engine: Engine): Operations {
  const { clock, iam } = engine;

  const remove = (bucket: Bucket, { key, versionId, match }: Deleted) => {
    checkDeleteCondition(match, bucket.versions(key)[0]);
    if (versionId === undefined) {
      const marker = bucket.delete(key, clock.now());
      return marker && { DeleteMarker: true, VersionId: marker.versionId };
    }
    const deleted = bucket.deleteVersion(key, versionId);
    return { VersionId: versionId, ...(deleted && deleted.content === undefined && { DeleteMarker: true }) };
  };

  return {
    DeleteObject: operation(
      (input, { principal }) => accessToDelete(bucketIn(engine, input), deletedIn(input), input, principal),
      (input) => {
        refuseMembers(input, "MFA");
        return remove(bucketIn(engine, input), deletedIn(input));
      },
    ),
    DeleteObjects: operation(
      (input) => {
        bucketIn(engine, input);
        return [];
      },
      (input, { principal }) => {
        refuseMembers(input, "MFA");
        const bucket = bucketIn(engine, input);
        const given = structureOf(input.value("Delete"));
        const results = objectsIn(given).map((object) => {
          const { key: Key, versionId: VersionId } = object;
          try {
            for (const access of accessToDelete(bucket, object, input, principal))
              iam.authorize(principal, access);
            const removed = remove(bucket, object);
            const marker = removed?.DeleteMarker && {
              DeleteMarker: true,
              DeleteMarkerVersionId: removed.VersionId,
            };
            return { Deleted: { Key, VersionId, ...marker } };
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            return { Error: { Key, VersionId, Code: codeOf(error), Message: error.message } };
          }
        });
        const quiet = textOf(given, "Quiet") === "true";
        return {
          DeleteResult: {
            Deleted: quiet ? [] : results.flatMap(({ Deleted }) => Deleted ?? []),
            Error: results.flatMap((result) => result.Error ?? []),
          },
        };
      },
    ),
  };
}

interface Deleted {
  readonly key: string;
  readonly versionId: string | undefined;
  /** The entity tag that the object must have, or `*`. */
  readonly match: string | undefined;
}

function deletedIn(input: Members): Deleted {
  const key = keyIn(input);
  return { key, versionId: input.optionalText("VersionId"), match: input.optionalText("IfMatch") };
}

/** To tell whether an object has a tag is to read of it. */
function accessToDelete(
  bucket: Bucket,
  { key, versionId, match }: Deleted,
  input: Members,
  principal: Principal,
): readonly Access[] {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const access = objectAccess(bucket, action, key, input, principal);
  const context = { ...access.context, ...(match !== undefined && { "s3:if-match": match }) };
  const remove = { ...access, context };
  return match === undefined || match === "*" ? [remove] : [remove, { ...remove, action: "s3:GetObject" }];
}

function codeOf({ code }: AwsError): string {
  return code === "AccessDeniedException" ? "AccessDenied" : code;
}

function objectsIn(given: Structure): readonly Deleted[] {
  const objects = elements(given, "Object").map(structureOf);
  if (objects.length === 0 || objects.length > MAX_DELETED) throw malformedXml();
  return objects.map((object) => ({
    key: requiredText(object, "Key"),
    versionId: textOf(object, "VersionId"),
    match: textOf(object, "ETag"),
  }));
}

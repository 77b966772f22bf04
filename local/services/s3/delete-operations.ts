import { AwsError } from "../../core/errors.ts";
import { malformedXml } from "../../gateway/xml.ts";
import type { Bucket } from "./bucket.ts";
import { refuseMembers } from "./errors.ts";
import {
  bucketIn,
  type Engine,
  keyIn,
  type Operations,
  objectAccess,
  onObject,
  operation,
} from "./operations.ts";
import { elements, requiredText, type Structure, structureOf, textOf } from "./structures.ts";

const MAX_DELETED = 1_000;

/** What takes objects and versions away. */
export function deleteOperations(engine: Engine): Operations {
  const { clock, iam } = engine;

  const remove = (bucket: Bucket, key: string, versionId: string | undefined) => {
    if (versionId === undefined) {
      const marker = bucket.delete(key, clock.now());
      return marker && { DeleteMarker: true, VersionId: marker.versionId };
    }
    const deleted = bucket.deleteVersion(key, versionId);
    return { VersionId: versionId, ...(deleted && deleted.content === undefined && { DeleteMarker: true }) };
  };

  return {
    DeleteObject: operation(onObject(engine, "s3:DeleteObject", "s3:DeleteObjectVersion"), (input) => {
      refuseMembers(input, "IfMatch", "MFA");
      return remove(bucketIn(engine, input), keyIn(input), input.optionalText("VersionId"));
    }),
    DeleteObjects: operation(
      (input) => {
        bucketIn(engine, input);
        return [];
      },
      (input, { principal }) => {
        refuseMembers(input, "MFA");
        const bucket = bucketIn(engine, input);
        const given = structureOf(input.value("Delete"));
        const results = objectsIn(given).map(({ Key, VersionId }) => {
          try {
            const action = VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
            iam.authorize(principal, objectAccess(bucket, action, Key, input, principal));
            const removed = remove(bucket, Key, VersionId);
            const marker = removed?.DeleteMarker && {
              DeleteMarker: true,
              DeleteMarkerVersionId: removed.VersionId,
            };
            return { Deleted: { Key, VersionId, ...marker } };
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            return { Error: { Key, VersionId, Code: "AccessDenied", Message: error.message } };
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

function objectsIn(given: Structure) {
  const objects = elements(given, "Object").map(structureOf);
  if (objects.length === 0 || objects.length > MAX_DELETED) throw malformedXml();
  return objects.map((object) => ({
    Key: requiredText(object, "Key"),
    VersionId: textOf(object, "VersionId"),
  }));
}

import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { DiffResponse, PropertyDiffKind } from "../../provider/provider.ts";

const { DiffChanges } = messages.DiffResponse;
const { Kind } = messages.PropertyDiff;

export const DIFF_CHANGES: ReadonlyMap<messages.DiffResponse.DiffChanges, DiffResponse["changes"]> = new Map([
  [DiffChanges.DIFF_UNKNOWN, "unknown"],
  [DiffChanges.DIFF_NONE, "none"],
  [DiffChanges.DIFF_SOME, "some"],
]);

const KINDS: ReadonlyMap<messages.PropertyDiff.Kind, PropertyDiffKind> = new Map([
  [Kind.ADD, "add"],
  [Kind.ADD_REPLACE, "add-replace"],
  [Kind.DELETE, "delete"],
  [Kind.DELETE_REPLACE, "delete-replace"],
  [Kind.UPDATE, "update"],
  [Kind.UPDATE_REPLACE, "update-replace"],
]);

/** What a provider answers to a comparison, as a message. */
export function diffResponse(diff: DiffResponse): messages.DiffResponse {
  const { detailedDiff } = diff;
  const message = new messages.DiffResponse()
    .setChanges(keyOf(DIFF_CHANGES, diff.changes))
    .setReplacesList([...diff.replaces])
    .setDeletebeforereplace(diff.deleteBeforeReplace)
    .setDiffsList([...(diff.diffs ?? topLevel(Object.keys(detailedDiff ?? {})))]);
  if (detailedDiff === undefined) return message;
  for (const [path, kind] of Object.entries(detailedDiff))
    message
      .getDetaileddiffMap()
      .set(path, new messages.PropertyDiff().setKind(keyOf(KINDS, kind)).setInputdiff(true));
  return message.setHasdetaileddiff(true);
}

function topLevel(paths: readonly string[]): Iterable<string> {
  return new Set(paths.map((path) => path.split(/[.[]/, 1)[0] ?? path));
}

function keyOf<Key, Value>(map: ReadonlyMap<Key, Value>, wanted: Value): Key {
  for (const [key, value] of map) if (value === wanted) return key;
  throw new Error(`There is no message for ${wanted}.`);
}

/** How properties differ, by path. */
export function detailedDiffOf(message: messages.DiffResponse): Readonly<Record<string, PropertyDiffKind>> {
  return Object.fromEntries(
    message
      .getDetaileddiffMap()
      .getEntryList()
      .map(([path]) => [
        path,
        KINDS.get(message.getDetaileddiffMap().get(path)?.getKind() ?? Kind.UPDATE) ?? "update",
      ]),
  );
}

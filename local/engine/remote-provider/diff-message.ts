import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { DiffResponse, PropertyDiffKind } from "../../provider/provider.ts";

const { DiffChanges } = messages.DiffResponse;
const { Kind } = messages.PropertyDiff;

export const DIFF_CHANGES: ReadonlyMap<number, DiffResponse["changes"]> = new Map([
  [DiffChanges.DIFF_UNKNOWN, "unknown"],
  [DiffChanges.DIFF_NONE, "none"],
  [DiffChanges.DIFF_SOME, "some"],
]);

const KINDS: ReadonlyMap<number, PropertyDiffKind> = new Map([
  [Kind.ADD, "add"],
  [Kind.ADD_REPLACE, "add-replace"],
  [Kind.DELETE, "delete"],
  [Kind.DELETE_REPLACE, "delete-replace"],
  [Kind.UPDATE, "update"],
  [Kind.UPDATE_REPLACE, "update-replace"],
]);

/** How properties differ, by path. */
export function detailedDiffOf(message: messages.DiffResponse): Readonly<Record<string, PropertyDiffKind>> {
  return Object.fromEntries(
    message
      .getDetaileddiffMap()
      .getEntryList()
      .map(([path]) => [
        path,
        KINDS.get(message.getDetaileddiffMap().get(path)?.getKind() ?? -1) ?? "update",
      ]),
  );
}

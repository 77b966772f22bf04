import type { DiffResponse, PropertyDiffKind } from "../provider/provider.ts";
import { pathContains } from "./paths.ts";

export const NO_DIFF: DiffResponse = { changes: "none", replaces: [], deleteBeforeReplace: false };

/** A difference that only a replacement can settle, for a reason that is none of the provider's. */
export function replacedFor(key: string): DiffResponse {
  return { changes: "some", replaces: [key], deleteBeforeReplace: false };
}

export function needsReplacement(diff: DiffResponse): boolean {
  return (
    diff.replaces.length > 0 ||
    Object.values(diff.detailedDiff ?? {}).some((kind) => kind.endsWith("-replace"))
  );
}

/** Stands for a resource that was made but is not ready, in the option `replaceOnChanges`. */
const INIT_ERROR = "#initerror";

/** Turns updates into replacements where the option `replaceOnChanges` names what differs. */
export function withReplaceOnChanges(
  diff: DiffResponse,
  patterns: readonly string[],
  hasInitErrors: boolean,
): DiffResponse {
  if (diff.changes !== "some" && !hasInitErrors) return diff;
  const matches = (path: string): boolean => patterns.some((pattern) => pathContains(pattern, path));
  const replaces = new Set(diff.replaces);
  for (const key of diff.diffs ?? []) if (matches(key)) replaces.add(key);
  const detailedDiff =
    diff.detailedDiff &&
    Object.fromEntries(
      Object.entries(diff.detailedDiff).map(([path, kind]) => [path, matches(path) ? replacing(kind) : kind]),
    );
  const replacesUnready = hasInitErrors && matches(INIT_ERROR);
  if (replacesUnready) replaces.add(INIT_ERROR);
  return {
    ...diff,
    changes: replacesUnready ? "some" : diff.changes,
    replaces: [...replaces],
    ...(detailedDiff === undefined ? {} : { detailedDiff }),
  };
}

function replacing(kind: PropertyDiffKind): PropertyDiffKind {
  return kind.endsWith("-replace") ? kind : (`${kind}-replace` as PropertyDiffKind);
}

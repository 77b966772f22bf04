import type { PolicyResource } from "./rule.ts";
import type { Settings } from "./settings.ts";
import { notApplicable, type Verdict } from "./verdict.ts";

/** Judges a resource only where classified data is kept: by its own tag `dataClass`, or the whole stack's. */
export function ifClassified(
  { props }: Pick<PolicyResource, "props">,
  { dataClass }: Settings,
  judge: () => Verdict,
): Verdict {
  return dataClass !== undefined || props.has("tags.dataClass") || props.has("tagsAll.dataClass")
    ? judge()
    : notApplicable;
}

import type { PolicyResource } from "./rule.ts";
import type { Settings } from "./settings.ts";
import { failUnless, notApplicable, pass, type Verdict } from "./verdict.ts";

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

/** Classified data is encrypted with a key of one's own, and not with AWS's for the service. */
export function ownKeyIfClassified(resource: PolicyResource, settings: Settings, path: string): Verdict {
  return ifClassified(resource, settings, () => {
    const { props } = resource;
    if (props.has(path) && props.isUnknown(path)) return pass;
    const key = props.string(path);
    const own = key !== undefined && !/\balias\/aws\//.test(key) && !/^AWS_OWNED/.test(key);
    return failUnless(own, `${path} is ${key ?? "not set"}, no key of one's own.`);
  });
}

import type { ProviderCalls } from "./provider-calls.ts";
import type { OldResource } from "./resource-table.ts";
import { referencedUrn } from "./urn.ts";

/**
 * What has to go before `root` can be deleted, in the order of dependency: those of `candidates` (in the order of
 * the state) that would be replaced were the inputs that come from what goes anew made unknown.
 */
export async function dependentReplacements(
  root: OldResource,
  candidates: readonly OldResource[],
  calls: ProviderCalls,
): Promise<readonly OldResource[]> {
  const replaced = new Set([root.record.urn]);
  const dependents: OldResource[] = [];
  for (const old of candidates) {
    const { record } = old;
    if (!record.custom || record.external || record.pendingReplacement) continue;
    if (record.provider === undefined || !replaced.has(referencedUrn(record.provider))) {
      const affected = Object.keys(record.inputs).filter((key) =>
        record.propertyDependencies[key]?.some((urn) => replaced.has(urn)),
      );
      if (affected.length === 0) continue;
      if ((await calls.diffWithUnknown(record, affected)).replaces.length === 0) continue;
    }
    replaced.add(record.urn);
    dependents.push(old);
  }
  return dependents;
}

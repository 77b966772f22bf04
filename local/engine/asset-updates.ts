import { isDeepStrictEqual } from "node:util";
import type { Provider } from "../provider/provider.ts";
import { withAbsolutePaths, withHashes } from "./assets.ts";
import { restoreAssets } from "./providers/elided-assets.ts";
import type { DeploymentState, ResourceRecord } from "./state.ts";
import { ARCHIVE, ASSET, markSecrets, normalize, PLAIN, type PropertyMap, send } from "./wire.ts";

export interface AssetUpdates {
  readonly state: DeploymentState;
  /** The resources that were updated. */
  readonly updated: readonly ResourceRecord[];
  /** Why others could not be; they stay as they were. */
  readonly failures: readonly Error[];
}

/**
 * Updates the resources whose files have other content than when they were deployed, as a deployment of the same program
 * would, without running the program. Relative paths start at `directory`.
 */
export async function updateAssets(
  state: DeploymentState,
  provider: Pick<Provider, "update">,
  directory: string,
): Promise<AssetUpdates> {
  const updated: ResourceRecord[] = [];
  const failures: Error[] = [];
  const renew = async (record: ResourceRecord): Promise<ResourceRecord> => {
    if (!record.custom || record.delete === true || !holdsFiles(record.inputs)) return record;
    try {
      const inputs = await withHashes(record.inputs, directory);
      if (isDeepStrictEqual(inputs, record.inputs)) return record;
      const renewed = { ...record, inputs, outputs: await update(record, inputs, provider, directory) };
      updated.push(renewed);
      return renewed;
    } catch (cause) {
      failures.push(new Error(`${record.type} ${record.name}: ${(cause as Error).message}`, { cause }));
      return record;
    }
  };
  const resources = await Promise.all(state.resources.map(renew));
  return { state: { ...state, resources }, updated, failures };
}

async function update(
  { urn, type, name, id = "", outputs, inputs: oldInputs, ignoreChanges = [] }: ResourceRecord,
  inputs: PropertyMap,
  provider: Pick<Provider, "update">,
  directory: string,
): Promise<PropertyMap> {
  const olds = { accepts: PLAIN, dropUnknowns: true, hashesOnly: true };
  const answered = await provider.update({
    urn,
    type,
    name,
    id,
    olds: send(outputs, olds),
    oldInputs: send(oldInputs, olds),
    news: await withAbsolutePaths(send(inputs, { accepts: PLAIN }), directory),
    ignoreChanges,
    preview: false,
  });
  return restoreAssets(inputs, markSecrets(normalize(answered), inputs));
}

function holdsFiles(inputs: PropertyMap): boolean {
  const text = JSON.stringify(inputs);
  return text.includes(ASSET) || text.includes(ARCHIVE);
}

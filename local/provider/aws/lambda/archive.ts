import { zipSync } from "fflate";
import { isArchive, readArchive } from "../../../engine/assets.ts";

/** DOS time, which zip archives hold, begins here. */
const EPOCH = new Date(1980, 0, 1);

/**
 * The deployment package of a Pulumi archive: the same bytes for the same files. An archive that is a `.zip` file
 * already stays as it is. @throws {Error} for what is no archive, and for files that can't be read.
 */
export async function zipOf(archive: unknown): Promise<Uint8Array> {
  if (!isArchive(archive)) {
    throw new Error(
      `The code of a function is a pulumi.asset.AssetArchive or FileArchive, got ${JSON.stringify(archive)}.`,
    );
  }
  const content = await readArchive(archive);
  if (content.kind === "file") return content.bytes;
  const files = [...content.files].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(files), { mtime: EPOCH });
}

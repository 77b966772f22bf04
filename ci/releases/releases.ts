import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DeploymentState } from "../../local/engine/state.ts";
import { StateFile } from "../../local/engine/state-file/state-file.ts";

/** What a release deployed as a stack, in the form of `pulumi stack export`. */
export interface Release {
  readonly version: string;
  readonly path: string;
  readonly state: DeploymentState;
}

/** Where the exports of all releases are: `VERSION/STACK.json`. */
export function releasesFolder(directory: string): string {
  return join(directory, "releases");
}

/** The last release that has this stack. @throws {Error} when there is none. */
export async function lastRelease(directory: string, stack: string): Promise<Release> {
  const folder = releasesFolder(directory);
  const versions = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, `${stack}.json`)))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const version = versions.at(-1);
  if (version === undefined)
    throw new Error(`${folder} has no release with ${stack}.json: make one by 'npm run release'.`);
  const path = join(folder, version, `${stack}.json`);
  return { version, path, state: (await StateFile.open(path, undefined)).state };
}

/** A replacement or deletion that a change means to make of something that holds data. */
export interface AllowedReplacement {
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** What becomes of the data. */
  readonly reason: string;
}

/** Beside the releases, as every change after one is against it. @throws {Error} for what is no such list. */
export function allowedReplacements(directory: string): AllowedReplacement[] {
  const path = join(releasesFolder(directory), "allowed-replacements.json");
  const list: unknown = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
  if (!Array.isArray(list)) throw new Error(`${path} must be a list.`);
  return list.map((entry: Record<string, unknown>, index) => {
    const { type, name, reason } = entry;
    for (const [key, value] of Object.entries({ type, name, reason }))
      if (typeof value !== "string" || value === "")
        throw new Error(`${path}: entry ${index + 1} has no "${key}": it needs a type, a name and a reason.`);
    return { type: String(type), name: String(name), reason: String(reason) };
  });
}

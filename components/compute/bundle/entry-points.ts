import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

export const projectDirectory = resolve(import.meta.dirname, "../../..");

/** Not a service: what functions share. */
const SHARED = "shared";

/**
 * Every function of the project, `functions/<service>/<function>/index.ts`: its name, for example `orders/create`,
 * and that path relative to the project. Sorted by name.
 */
export async function entryPoints(directory = projectDirectory): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(join(directory, "functions"), { recursive: true });
  const found = files.flatMap((file): (readonly [string, string])[] => {
    const [, service, name] = /^([^/\\]+)[/\\]([^/\\]+)[/\\]index\.ts$/.exec(file) ?? [];
    if (service === undefined || name === undefined || service === SHARED) return [];
    return [[`${service}/${name}`, `functions/${service}/${name}/index.ts`]];
  });
  if (found.length === 0)
    throw new Error(`There is no functions/<service>/<function>/index.ts in ${directory}.`);
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

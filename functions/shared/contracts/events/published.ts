import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { breakingChanges, type Schema } from "./schema-changes.ts";

/** Where the events' JSON Schemas are for whoever is not in this repository. */
export const PUBLISHED = resolve(import.meta.dirname, "../../../../docs/events");

/** File name -> schema. */
export async function publishedSchemas(directory = PUBLISHED): Promise<ReadonlyMap<string, Schema>> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".json"));
  return new Map(
    await Promise.all(
      files.map(
        async (file): Promise<[string, Schema]> => [
          file,
          JSON.parse(await readFile(join(directory, file), "utf8")),
        ],
      ),
    ),
  );
}

/** What keeps the published schemas from being replaced by the next ones: a line each, beginning with the file's name. */
export function refusedChanges(
  published: ReadonlyMap<string, Schema>,
  next: ReadonlyMap<string, Schema>,
): readonly string[] {
  return [...published].flatMap(([file, schema]) => {
    const successor = next.get(file);
    if (successor === undefined) return [`${file}: no event has it any more, and the archive has its events`];
    return breakingChanges(schema, successor).map((change) => `${file}: ${change}`);
  });
}

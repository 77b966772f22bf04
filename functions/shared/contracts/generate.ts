import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PUBLISHED, publishedSchemas, refusedChanges } from "./events/published.ts";
import { eventSchemas, generatedFiles, jsonFile } from "./generator.ts";

const refused = refusedChanges(await publishedSchemas(), eventSchemas());
if (refused.length > 0) {
  console.error(
    `These changes of events would break their consumers or a replay of the archive:\n${refused.map((line) => `  ${line}\n`).join("")}` +
      "An event may only gain optional members. What has to change otherwise is a new version beside it (docs/events.md).",
  );
  process.exit(1);
}

const directory = join(import.meta.dirname, "generated");
const files = generatedFiles();
await mkdir(directory, { recursive: true });
for (const name of await readdir(directory)) if (!files.has(name)) await rm(join(directory, name));
for (const [name, content] of files) await writeFile(join(directory, name), content);

await mkdir(PUBLISHED, { recursive: true });
const schemas = eventSchemas();
for (const [name, schema] of schemas) await writeFile(join(PUBLISHED, name), jsonFile(schema));
console.log(`Wrote ${files.size} files to ${directory} and ${schemas.size} to ${PUBLISHED}.`);

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generatedFiles } from "./generator.ts";

const directory = join(import.meta.dirname, "generated");
const files = generatedFiles();
await mkdir(directory, { recursive: true });
for (const name of await readdir(directory)) if (!files.has(name)) await rm(join(directory, name));
for (const [name, content] of files) await writeFile(join(directory, name), content);
console.log(`Wrote ${files.size} files to ${directory}.`);

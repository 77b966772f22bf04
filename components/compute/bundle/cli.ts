import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { bundleFunctions } from "./build.ts";

try {
  const { files } = await bundleFunctions();
  for (const [name, file] of files) {
    const { size } = await stat(file);
    console.log(`${name}: ${relative(process.cwd(), file)}, ${Math.round(size / 1000)} kB`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

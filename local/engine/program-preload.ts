/**
 * Loaded into a program's process before Pulumi's SDK, to keep that from installing `source-map-support`. Node strips
 * types in place, so there is nothing to map. What is more, it takes a quarter of the time of declaring resources,
 * and it moves the SDK's frames to paths such as `node_modules/@pulumi/resource.ts`: on a scoped path without a
 * further separator, Node's coloured `util.inspect` (with which the SDK prints a program's error) builds its string
 * until the memory for one is used up, which takes most of a minute.
 */
import { createRequire, Module } from "node:module";

const entry = process.argv[1];
if (entry !== undefined) {
  const { resolve, cache } = createRequire(entry);
  const path = resolve("source-map-support/register");
  cache[path] = Object.assign(new Module(path), { filename: path, loaded: true });
}

const { LOCAL_CLOUD_READS: report } = process.env;
if (report !== undefined) {
  delete process.env.LOCAL_CLOUD_READS;
  const { reportReads } = await import("./program-reads.ts");
  reportReads(report);
}

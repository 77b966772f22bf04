/**
 * Loaded into a program's process before Pulumi's SDK, to keep that from loading what takes long and is not needed.
 *
 * `source-map-support`, because Node strips types in place, so there is nothing to map. What is more, it takes a quarter
 * of the time of declaring resources, and it moves the SDK's frames to paths such as `node_modules/@pulumi/resource.ts`:
 * on a scoped path without a further separator, Node's coloured `util.inspect` (with which the SDK prints a program's
 * error) builds its string until the memory for one is used up, which takes most of a minute.
 *
 * What finds the packages that a closure needs as a function, half of npm: it is loaded when it is first called.
 */
import { createRequire, Module } from "node:module";

const CODE_PATHS = "../../runtime/closure/codePaths";

const entry = process.argv[1];
if (entry !== undefined) {
  const sdk = createRequire(entry);
  const replace = (id: string, exports: object): void => {
    const path = sdk.resolve(id);
    sdk.cache[path] = Object.assign(new Module(path), { filename: path, loaded: true, exports });
  };
  replace("source-map-support/register", {});
  replace(CODE_PATHS, {
    computeCodePaths: (...args: unknown[]) => {
      delete sdk.cache[sdk.resolve(CODE_PATHS)];
      return sdk(CODE_PATHS).computeCodePaths(...args);
    },
  });
}

const { LOCAL_CLOUD_READS: report } = process.env;
if (report !== undefined) {
  delete process.env.LOCAL_CLOUD_READS;
  const { reportReads } = await import("./program-reads.ts");
  reportReads(report);
}

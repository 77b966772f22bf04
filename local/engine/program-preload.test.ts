import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

describe("Pulumi's SDK as a program on the engine loads it", () => {
  function printedBy(script: string): string {
    const preload = pathToFileURL(join(import.meta.dirname, "program-preload.ts"));
    const entry = fileURLToPath(import.meta.resolve("@pulumi/pulumi/cmd/run/index.js"));
    const args = ["--no-warnings", `--import=${preload}`, "--eval", script, "--", entry];
    return execFileSync(process.execPath, args, { encoding: "utf8" }).trim();
  }

  it("does without npm and source maps", () => {
    const printed = printedBy(`
      const { runtime } = require("@pulumi/pulumi");
      const left = Object.keys(require.cache).filter((path) => /[/\\\\](@npmcli|source-map-support[/\\\\]source)/.test(path));
      console.log(typeof runtime.registerResource, left);`);
    assert.equal(printed, "function []");
  });

  it("finds the packages that closures need all the same", () => {
    const printed = printedBy(`
      const { runtime } = require("@pulumi/pulumi");
      Promise.all([runtime.computeCodePaths(), runtime.computeCodePaths()]).then((found) =>
        console.log(found.every((paths) => paths.has("node_modules/esbuild/package.json") || paths.has("node_modules/esbuild"))),
      );`);
    assert.equal(printed, "true");
  });
});

/**
 * What Pulumi loads. Given TypeScript, it would check types at each start, for seconds; so the sources are put
 * together here, by esbuild, in a tenth of a second (docs/decisions/0007).
 */
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { compileFunction } = require("node:vm");
const { buildSync } = require("esbuild");

const entryPoint = join(__dirname, "index.ts");
const { outputFiles } = buildSync({
  entryPoints: [entryPoint],
  bundle: true,
  packages: "external",
  platform: "node",
  format: "cjs",
  target: "node20",
  define: { "import.meta.url": JSON.stringify(pathToFileURL(entryPoint)) },
  sourcemap: "inline",
  write: false,
});
compileFunction(outputFiles[0].text, ["require", "module", "exports"], { filename: entryPoint })(
  createRequire(entryPoint),
  { exports: {} },
  {},
);

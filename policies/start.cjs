/**
 * What Pulumi loads. Given TypeScript, it would check types at each start, for seconds; so the sources are put
 * together here, by esbuild, and what comes of it is kept for as long as they are the same (docs/decisions/0007).
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { createRequire, enableCompileCache, flushCompileCache, Module } = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { compileFunction } = require("node:vm");

const entryPoint = join(__dirname, "index.ts");
const kept = join(__dirname, "node_modules/.cache/pack.cjs");

enableCompileCache?.(); // Node.js 20 has none.
leaveOutNpm();
compileFunction(pack(), ["require", "module", "exports"], { filename: entryPoint })(
  createRequire(entryPoint),
  { exports: {} },
  {},
);
// The pack ends by being killed, which keeps nothing.
setImmediate(() => flushCompileCache?.());

/** Pulumi's SDK loads half of npm, to find what closures that become functions need. A pack has none. */
function leaveOutNpm() {
  const sdk = createRequire(require.resolve("@pulumi/policy"));
  const path = sdk.resolve("@pulumi/pulumi/runtime/closure/codePaths.js");
  require.cache[path] = Object.assign(new Module(path), { filename: path, loaded: true });
}

/** The pack as JavaScript, with a digest at its end by which it is known to be whole and of these sources. */
function pack() {
  const files = [
    __filename,
    require.resolve("esbuild/package.json"),
    entryPoint,
    ...sourcesIn("lib", "rules"),
  ];
  const sources = files.map((path) => `${path}\n${readFileSync(path, "utf8")}`).join("\n");
  const marked = (text) => `${text}\n//${createHash("sha256").update(sources).update(text).digest("hex")}`;
  const known = read(kept);
  if (known === marked(known.slice(0, known.lastIndexOf("\n")))) return known;
  const made = marked(putTogether());
  keep(made);
  return made;
}

function sourcesIn(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(__dirname, folder), { recursive: true })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(__dirname, folder, name)),
  );
}

function putTogether() {
  const { buildSync } = require("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    define: { "import.meta.url": JSON.stringify(pathToFileURL(entryPoint)) },
    sourcemap: "inline",
    sourcesContent: false,
    write: false,
  });
  return outputFiles[0].text;
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Another process may be reading it. Where nothing can be written, each start puts it together. */
function keep(text) {
  const temporary = `${kept}.${process.pid}`;
  try {
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, kept);
  } catch {}
}

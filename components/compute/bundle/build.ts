import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  build,
  formatMessages,
  type OutputFile,
} from "esbuild";

import { entryPoints, projectDirectory } from "./entry-points.ts";
import { usedPartsOfSdk } from "./sdk-parts.ts";

/**
 * How functions are bundled; each choice is measured in cold starts, by `bench/coldstart.ts`. CommonJS, because an ES module that
 * imports `node:http` makes Node load its fetch as well. The AWS SDK is in the bundle, in its tree-shakeable
 * form (`module`), at the version that was tested. Source maps are for reading stack traces off-line.
 */
const OPTIONS = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  mainFields: ["module", "main"],
  minify: true,
  legalComments: "none",
  sourcemap: "linked",
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: "silent",
  plugins: [usedPartsOfSdk],
} as const satisfies BuildOptions;

const OUTPUT = "dist/functions";

export interface Bundles {
  /** Function -> absolute path of its `index.js`. */
  readonly files: ReadonlyMap<string, string>;
  readonly metafile: BuildResult<{ metafile: true }>["metafile"];
}

/**
 * Bundles every function into `dist/functions/<service>/<function>/index.js`, in one call of esbuild. The same
 * sources always give the same bytes, wherever the project lies.
 * @throws {Error} naming file, line and column of everything that does not build
 */
export async function bundleFunctions(directory = projectDirectory): Promise<Bundles> {
  const entries = await entryPoints(directory);
  const { outputFiles, metafile } = await build(bundleOptions(directory, entries)).catch(explain);
  await writeBundles(outputFiles);
  const files = [...entries.keys()].map((name) => [name, join(directory, OUTPUT, name, "index.js")] as const);
  return { files: new Map(files), metafile };
}

/** @param entries as `entryPoints` finds them; each comes out the same whichever others are with it */
export function bundleOptions(directory: string, entries: ReadonlyMap<string, string>) {
  return {
    ...OPTIONS,
    absWorkingDir: directory,
    outdir: join(directory, OUTPUT),
    entryPoints: Object.fromEntries([...entries].map(([name, path]) => [`${name}/index`, path])),
  };
}

export async function writeBundles(outputFiles: readonly OutputFile[]): Promise<void> {
  await Promise.all(outputFiles.map(({ path, contents }) => writeWhole(path, contents)));
}

/** Another process may be reading the file: it sees the old bytes or the new ones, never half of them. */
async function writeWhole(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

/** @throws {Error} naming file, line and column of everything that does not build */
export async function explain(failure: BuildFailure): Promise<never> {
  const messages = await formatMessages(failure.errors, { kind: "error" });
  throw new Error(`The functions do not build.\n\n${messages.join("\n").trimEnd()}`, { cause: failure });
}

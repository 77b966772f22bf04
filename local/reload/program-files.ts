import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type BuildFailure, build, formatMessages } from "esbuild";

/** The files of a program outside its dependencies. */
export interface ProgramFiles {
  /** Absolute paths. */
  readonly paths: ReadonlySet<string>;
  /** A text that is the same as long as all of them are. */
  readonly contents: string;
}

/** The program's files that its entry point leads to. @throws {Error} with file, line and column of each syntax error */
export async function programFiles(programDirectory: string, entryPoint: string): Promise<ProgramFiles> {
  const { metafile } = await build({
    absWorkingDir: programDirectory,
    entryPoints: [
      createRequire(join(programDirectory, "program.js")).resolve(resolve(programDirectory, entryPoint)),
    ],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
    outdir: programDirectory,
    logLevel: "silent",
  }).catch(async (failure: BuildFailure) => {
    const messages = await formatMessages(failure.errors, { kind: "error" });
    throw new Error(messages.join("\n").trimEnd(), { cause: failure });
  });
  const paths = Object.keys(metafile.inputs)
    .map((path) => resolve(programDirectory, path))
    .sort();
  return {
    paths: new Set(paths),
    contents: paths.map((path) => `${path}\n${readFileSync(path, "utf8")}`).join("\n"),
  };
}

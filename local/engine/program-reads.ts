/** Loaded into a program's process, to tell afterwards which files outside its dependencies it has looked at. */
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const LOOKS = [
  "access",
  "accessSync",
  "createReadStream",
  "exists",
  "existsSync",
  "lstat",
  "lstatSync",
  "open",
  "openSync",
  "opendir",
  "opendirSync",
  "readFile",
  "readFileSync",
  "readdir",
  "readdirSync",
  "stat",
  "statSync",
] as const;

type Look = (path: unknown, ...rest: unknown[]) => unknown;

/** Writes the absolute paths to a file, as JSON, when the process exits. */
export function reportReads(report: string): void {
  const paths = new Set<string>();
  const note = (path: unknown) => {
    const file = path instanceof URL ? fileURLToPath(path) : path instanceof Uint8Array ? String(path) : path;
    if (typeof file === "string" && !/[\\/]node_modules([\\/]|$)/.test(file)) paths.add(resolve(file));
  };
  for (const api of [fs, fs.promises] as unknown as Record<string, Look>[]) {
    for (const name of LOOKS) {
      const look = api[name];
      if (look === undefined) continue;
      api[name] = Object.assign(function (this: unknown, path: unknown, ...rest: unknown[]) {
        note(path);
        return look.call(this, path, ...rest);
      }, look);
    }
  }
  syncBuiltinESMExports();
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith("file:")) note(new URL(url));
      return nextLoad(url, context);
    },
  });
  const { writeFileSync } = fs;
  process.once("exit", () => writeFileSync(report, JSON.stringify([...paths])));
}

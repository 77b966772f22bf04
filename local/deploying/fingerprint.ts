import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** What neither a program nor the local cloud is made of. Dependencies count by their lock file. */
const IGNORED = new Set(["node_modules", "dist", "coverage", "docs", "bench", "tests", "policies"]);
const POLICY_CONFIG = /^policy-config\..*\.json$/;

export interface FingerprintOptions {
  /** Where the program is. */
  readonly directory: string;
  /** What else a deployment depends on, such as the stack's name. */
  readonly circumstances: readonly string[];
}

/**
 * A digest of all that a deployment depends on: every file of the project that may be part of the program or of the
 * local cloud, the installed dependencies, this Node.js, the environment a program sees.
 */
export function fingerprint({ directory, circumstances }: FingerprintOptions): string {
  const digest = createHash("sha256");
  const add = (...parts: readonly (string | Uint8Array)[]) => {
    for (const part of parts) digest.update(`${part.length}:`).update(part);
  };
  add(directory, process.version, process.arch, process.platform, process.execPath, ...circumstances);
  for (const path of projectFiles(directory)) add(relative(directory, path), readFileSync(path));
  for (const name of ["node_modules/.package-lock.json", "package-lock.json"])
    add(name, digestOf(join(directory, name)));
  return digest.digest("hex");
}

/** Whether a path is in the fingerprint of the project of a directory. */
export function isCovered(directory: string, path: string): boolean {
  const [first = "", ...rest] = relative(directory, path).split(/[\\/]/);
  return !ignored(first) && !rest.some(passedOver);
}

/** What a path holds: the digest of a file, the names in a folder, or that nothing is there. */
export function digestOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return "absent";
  const content = stats.isDirectory() ? readdirSync(path).sort().join("\0") : readFileSync(path);
  return createHash("sha256").update(content).digest("hex");
}

function* projectFiles(directory: string): Generator<string> {
  for (const name of readdirSync(directory).sort()) {
    if (ignored(name)) continue;
    yield* filesBelow(join(directory, name));
  }
}

function* filesBelow(path: string): Generator<string> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) yield path;
  if (!stats?.isDirectory()) return;
  for (const name of readdirSync(path).sort()) if (!passedOver(name)) yield* filesBelow(join(path, name));
}

function ignored(name: string): boolean {
  return name.startsWith(".") || IGNORED.has(name) || POLICY_CONFIG.test(name);
}

function passedOver(name: string): boolean {
  return name === "node_modules" || name.endsWith(".test.ts");
}

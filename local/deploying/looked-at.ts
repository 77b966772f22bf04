import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { digestOf, isCovered } from "./fingerprint.ts";

/** What a program has looked at outside the fingerprint, and what was there. */
export type LookedAt = Readonly<Record<string, string>>;

/** @param report What the program's process has told, see `local/engine/program-reads.ts`. */
export function lookedAt(directory: string, report: string): LookedAt {
  const paths = JSON.parse(readFileSync(report, "utf8")) as string[];
  const outside = paths.filter((path) => !isCovered(directory, path) && !isPassing(directory, path));
  return Object.fromEntries(outside.map((path) => [path, digestOf(path)]));
}

export function looksTheSame(looked: LookedAt): boolean {
  return Object.entries(looked).every(([path, digest]) => digestOf(path) === digest);
}

/** What a program makes itself, and what belongs to the machine rather than to anybody's program. */
function isPassing(directory: string, path: string): boolean {
  return [join(directory, "dist"), "/dev", "/proc", "/sys"].some(
    (folder) => path === folder || path.startsWith(folder + sep),
  );
}

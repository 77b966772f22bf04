/**
 * How long `npm start` takes until everything serves, and what it needs while nothing runs: the first start in a folder,
 * one that runs the program, one with nothing changed since, and one that takes up a kept state.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { Instance } from "../tests/kit/instance.ts";
import { projectWithStack } from "../tests/kit/platform.ts";

const RUNS = Number(process.argv[2] ?? 5);
const SETTINGS = { "aws:region": "eu-west-1", "orderflow:adminPasswordSignIn": "true" };
const MB = 1024 * 1024;
/** What is loaded once everything serves is in the memory of an idle platform, too. */
const SETTLING_MS = 3_000;

interface Start {
  readonly readyMs: number;
  readonly megabytes: number;
}

async function measure(directory: string, ...args: readonly string[]): Promise<Start> {
  const instance = new Instance(directory, ["--port", "0", ...args]);
  const { readyMs } = await instance.ready();
  await setTimeout(SETTLING_MS);
  const megabytes = memoryOf(instance.pid) / MB;
  await instance.stop();
  return { readyMs, megabytes };
}

/** Bytes of a process and all that it has started, each shared page counted once where the system tells. */
function memoryOf(root: number): number {
  const parents = execFileSync("ps", ["-eo", "pid=,ppid=,rss="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([root]);
  for (const [pid = 0, ppid = 0] of parents) if (family.has(ppid)) family.add(pid);
  return parents
    .filter(([pid = 0]) => family.has(pid))
    .reduce((sum, [pid = 0, , rssKb = 0]) => sum + (proportionalKb(pid) ?? rssKb) * 1024, 0);
}

function proportionalKb(pid: number): number | undefined {
  if (!readdirSync("/").includes("proc")) return undefined;
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const KINDS = ["first in a folder", "program runs", "nothing changed", "kept state"] as const;
const starts: Record<(typeof KINDS)[number], Start[]> = {
  "first in a folder": [],
  "program runs": [],
  "nothing changed": [],
  "kept state": [],
};
for (let run = 0; run < RUNS; run++) {
  const directory = projectWithStack("dev", SETTINGS);
  starts["first in a folder"].push(await measure(directory));
  starts["nothing changed"].push(await measure(directory));
  starts["program runs"].push(await measure(directory, "--no-cache"));
  await measure(directory, "--persist");
  starts["kept state"].push(await measure(directory, "--persist"));
  rmSync(directory, { recursive: true });
}

const base = median(starts["program runs"].map(({ readyMs }) => readyMs));
console.log(`Medians of ${RUNS} starts each`);
for (const kind of KINDS) {
  const readyMs = median(starts[kind].map((start) => start.readyMs));
  const megabytes = median(starts[kind].map((start) => start.megabytes));
  const ratio = (readyMs / base).toFixed(2);
  console.log(
    `${kind.padEnd(18)} ${readyMs.toFixed(0).padStart(5)} ms ready (${ratio}x of running the program), ${megabytes.toFixed(0).padStart(4)} MB idle`,
  );
}

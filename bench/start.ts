/**
 * How long `npm start` takes until everything serves, and what it needs while nothing runs: the first start in a folder,
 * one that runs the program, one with nothing changed since, and one that takes up a kept state.
 */
import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { Warden } from "../local/runtime/warden.ts";
import { Instance } from "../tests/kit/instance.ts";
import { projectWithStack } from "../tests/kit/platform.ts";
import { familyOf, memoryOf } from "./kit/processes.ts";

const RUNS = Number(process.argv[2] ?? 5);
const SETTINGS = { "aws:region": "eu-west-1", "orderflow:adminPasswordSignIn": "true" };
const MB = 1024 * 1024;
/** What is loaded once everything serves is in the memory of an idle platform, too. */
const SETTLING_MS = 3_000;

/** Of process groups: none outlives the benchmark, however that ends. */
const warden = new Warden();
let running: Instance | undefined;
let directory = "";
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, () => {
    running?.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    process.exit(1);
  });

interface Start {
  readonly readyMs: number;
  readonly megabytes: number;
}

async function measure(...args: readonly string[]): Promise<Start> {
  const instance = new Instance(directory, ["--port", "0", ...args]);
  running = instance;
  warden.add(-instance.pid);
  const { readyMs } = await instance.ready();
  await setTimeout(SETTLING_MS);
  const megabytes = memoryOf(familyOf(instance.pid)) / MB;
  await instance.stop();
  running = undefined;
  warden.drop(-instance.pid);
  return { readyMs, megabytes };
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
  directory = projectWithStack("dev", SETTINGS);
  starts["first in a folder"].push(await measure());
  starts["nothing changed"].push(await measure());
  starts["program runs"].push(await measure("--no-cache"));
  await measure("--persist");
  starts["kept state"].push(await measure("--persist"));
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

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type AnalyzedResource, analyzedResource } from "../local/engine/analyzer/analyzed-resource.ts";
import { PolicyPack } from "../local/engine/analyzer/policy-pack.ts";
import type { ResourceRecord } from "../local/engine/state.ts";
import { isProviderType } from "../local/engine/urn.ts";
import { type Platform, startPlatform } from "../local/platform.ts";

/** What the policy pack costs: over the whole program, for a resource, and over graphs of growing size. */
const BUDGETS = { programMs: 2500, resourceMs: 0.6, largeGraphMs: 10_000 };
const SIZES = [300, 1000, 3000];
const ROUNDS = 15;
/** Until the processes have compiled what they run often. */
const WARM_UP = 45;
const STARTS = 5;
const MS_PER_TICK = 10;

const directory = resolve(import.meta.dirname, "..");
const stack = { project: "orderflow", stack: "dev", organization: "organization", preview: false };

async function main(): Promise<void> {
  const workDirectory = mkdtempSync(join(tmpdir(), "orderflow-bench-"));
  const platform = await startPlatform({ directory, stack: "dev", port: 0, workDirectory });
  try {
    await measure(platform);
  } finally {
    await platform.stop();
    rmSync(workDirectory, { recursive: true });
  }
}

async function measure(platform: Platform): Promise<void> {
  const { resources } = platform.deployment.state;
  const records = resources.filter(({ type, custom }) => custom && !isProviderType(type));
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const analyzed = (of: readonly ResourceRecord[], outputs: boolean): AnalyzedResource[] =>
    of.map((record) =>
      analyzedResource(record, outputs ? { id: record.id, ...record.outputs } : record.inputs, (urn) =>
        byUrn.get(urn),
      ),
    );
  const inputs = analyzed(records, false);
  const outputs = analyzed(records, true);

  const whole: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const started = performance.now();
    const pack = await start();
    for (const resource of inputs) await pack.analyze(resource);
    await pack.analyzeStack(outputs);
    whole.push(performance.now() - started);
    await pack.stop();
  }
  print("the whole program, with the start of the process", median(whole), BUDGETS.programMs);

  const pack = await start();
  try {
    const perResource = async (
      rounds: number,
    ): Promise<{ readonly wall: number; readonly processor: number }> => {
      const started = performance.now();
      const before = processorMs(pack.pid);
      for (let round = 0; round < rounds; round += 1)
        await Promise.all(inputs.map((resource) => pack.analyze(resource)));
      const count = rounds * inputs.length;
      return {
        wall: (performance.now() - started) / count,
        processor: (processorMs(pack.pid) - before) / count,
      };
    };
    const cold = await perResource(1);
    await perResource(WARM_UP);
    const { wall, processor } = await perResource(ROUNDS);
    print(
      `of the policy process's processor time for a resource (answered after ${wall.toFixed(2)} ms, the first ${inputs.length} after ${cold.wall.toFixed(2)} ms each)`,
      processor,
      BUDGETS.resourceMs,
    );

    let smallest = 0;
    for (const size of SIZES) {
      const graph = analyzed(copies(records, size), true);
      const started = performance.now();
      await pack.analyzeStack(graph);
      const took = performance.now() - started;
      smallest ||= took;
      const growth = `${(took / smallest).toFixed(1)}x the time for ${(size / (SIZES[0] ?? size)).toFixed(1)}x the resources`;
      print(`a graph of ${graph.length} resources, ${growth}`, took, BUDGETS.largeGraphMs);
    }
  } finally {
    await pack.stop();
  }
}

function start(): Promise<PolicyPack> {
  return PolicyPack.start({ directory: join(directory, "policies"), ...stack });
}

/** The program's resources over and over, each copy a stack of its own within the graph. */
function copies(records: readonly ResourceRecord[], count: number): ResourceRecord[] {
  const names = namesIn(records);
  return Array.from({ length: Math.ceil(count / records.length) }, (_, copy) =>
    withStrings(records, (text) => text.replaceAll(names, (name) => `${name}-${copy}`)),
  )
    .flat()
    .slice(0, count);
}

/** What resources are referred to by: their logical and physical names, wherever one stands as a word. */
function namesIn(records: readonly ResourceRecord[]): RegExp {
  const names = new Set(
    records.flatMap(({ name, id, inputs, outputs }) => [name, id, inputs.name, outputs.name, outputs.bucket]),
  );
  const longestFirst = [...names]
    .filter((name): name is string => typeof name === "string" && name !== "")
    .sort((left, right) => right.length - left.length)
    .map((name) => name.replaceAll(/[\\^$.|?+*()[\]{}/]/g, "\\$&"));
  return new RegExp(`(?<![\\w-])(?:${longestFirst.join("|")})(?![\\w-])`, "g");
}

function withStrings<Value>(value: Value, change: (text: string) => string): Value {
  return JSON.parse(JSON.stringify(value), (_, each) => (typeof each === "string" ? change(each) : each));
}

/** Other than the time until an answer, it does not depend on what else the machine does. Linux only: 0 elsewhere. */
function processorMs(pid: number | undefined): number {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return 0;
  const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(stat, "utf8")) ?? [];
  return (Number(user) + Number(system)) * MS_PER_TICK;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function print(what: string, milliseconds: number, budget: number): void {
  const verdict = milliseconds <= budget ? "within" : "OVER";
  const digits = budget < 10 ? 2 : 0;
  console.log(`${milliseconds.toFixed(digits).padStart(8)} ms  ${what}: ${verdict} ${budget} ms`);
  if (milliseconds > budget) process.exitCode = 1;
}

await main();
process.exit();

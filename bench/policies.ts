import { mkdtempSync, rmSync } from "node:fs";
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
const ROUNDS = 5;

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
  for (let round = 0; round < ROUNDS; round += 1) {
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
    const perResource: number[] = [];
    for (let round = 0; round < ROUNDS * 4; round += 1) {
      const started = performance.now();
      await Promise.all(inputs.map((resource) => pack.analyze(resource)));
      perResource.push((performance.now() - started) / inputs.length);
    }
    print(`a resource (${inputs.length} of them)`, median(perResource.slice(ROUNDS)), BUDGETS.resourceMs);

    let first = 0;
    for (const size of SIZES) {
      const graph = analyzed(copies(records, size), true);
      const started = performance.now();
      await pack.analyzeStack(graph);
      const took = performance.now() - started;
      first ||= took;
      const growth = `${(took / first).toFixed(1)}x the time for ${(size / (SIZES[0] ?? size)).toFixed(1)}x the resources`;
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
  const names = new Set(
    records.flatMap(({ inputs }) => (typeof inputs.name === "string" ? [inputs.name] : [])),
  );
  return Array.from({ length: Math.ceil(count / records.length) }, (_, copy) => {
    const renamed = JSON.stringify(records)
      .replaceAll(/::([A-Za-z0-9_-]+)"/g, `::$1-${copy}"`)
      .replaceAll(/"([^"]+)"/g, (text, value) => (names.has(value) ? `"${value}-${copy}"` : text))
      .replaceAll(/(arn:aws:[^"\\]*?)([\\"])/g, `$1-${copy}$2`);
    return JSON.parse(renamed) as ResourceRecord[];
  })
    .flat()
    .slice(0, count);
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

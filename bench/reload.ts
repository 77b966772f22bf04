import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startPlatform } from "../local/platform.ts";
import { Reload } from "../local/reload/reload.ts";

/**
 * How long it takes from a save until the function's next invocation runs the new code: the save of a function's own
 * file, and of a module that functions share. `npm run bench:reload -- [SAVES]`
 */
const SAVES = Number(process.argv[2] ?? 20);
const FUNCTION = "orders-process-dev";
const PROJECT = resolve(import.meta.dirname, "..");
/** An expression that is once in a function's handler, and in a module of all functions. */
const EDITS = [
  ["a function", "functions/orders/process/handler.ts", '"The order was confirmed"'],
  ["a module of all functions", "functions/shared/observability/logger.ts", "String(error)"],
] as const;

const directory = mkdtempSync(join(tmpdir(), "orderflow-bench-"));
for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "package.json", "index.ts", "components", "functions"])
  cpSync(join(PROJECT, name), join(directory, name), { recursive: true, preserveTimestamps: true });
for (const name of ["local", "node_modules"]) symlinkSync(join(PROJECT, name), join(directory, name));

const platform = await startPlatform({
  directory,
  stack: "dev",
  port: 0,
  workDirectory: join(directory, ".local/work"),
});
const reload = new Reload({
  platform,
  directory,
  print: console.error,
  onEvent: () => {},
  onDeployed: () => {},
});
try {
  await reload.settled();
  console.log(`${SAVES} saves each, in milliseconds:\n`);
  for (const [what, file, expression] of EDITS) {
    const path = join(directory, file);
    const original = readFileSync(path, "utf8");
    if (!original.includes(expression)) throw new Error(`${file} has no ${expression}.`);
    const live: number[] = [];
    const answered: number[] = [];
    for (let number = 0; number < SAVES; number++) {
      const before = revision();
      const start = performance.now();
      writeFileSync(path, original.replace(expression, `(${expression} + "${number}")`));
      while (revision() === before) await new Promise((done) => setTimeout(done, 1));
      live.push(performance.now() - start);
      await invoke();
      answered.push(performance.now() - start);
      await reload.settled();
    }
    console.log(`${what}: live ${show(live)}; answered by its cold start ${show(answered)}`);
  }
} finally {
  await reload.close();
  await platform.stop();
  rmSync(directory, { recursive: true });
}

function revision(): string {
  return platform.cloud.lambda.functions.require(FUNCTION).latest.revisionId;
}

async function invoke(): Promise<void> {
  const principal = platform.cloud.iam.rootPrincipal;
  await platform.cloud.lambda.invoke({ functionArn: FUNCTION, payload: '{"Records":[]}', principal });
}

function show(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  return `median ${at(0.5)}, 90th percentile ${at(0.9)}, worst ${at(1)}`;
}

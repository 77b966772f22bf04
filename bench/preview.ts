import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Cloud } from "../local/cloud.ts";
import { ProviderServer } from "../local/engine/provider-server/provider-server.ts";
import { PulumiStack, pulumiVersion } from "../tests/kit/pulumi.ts";

/**
 * How long `pulumi preview` of the dev stack takes on the local cloud's provider, and who takes it: the program and our
 * provider (the processor time of their processes; this process is the provider's), and Pulumi's engine (the rest). With
 * the policy pack, too. `npm run bench:preview -- [ROUNDS]`
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const BUDGETS = { programAndProviderMs: 5000, policiesMs: 1500 };
const POLICIES = ["--policy-pack", "policies", "--policy-pack-config", "policy-config.dev.json"];

interface Round {
  readonly total: number;
  readonly program: number;
  readonly provider: number;
}

async function main(): Promise<void> {
  const version = pulumiVersion();
  if (version === undefined) {
    console.log("There is no 'pulumi' command on the PATH: nothing to measure.");
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), "orderflow-bench-"));
  const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
  const cloud = await Cloud.start({ account, port: 0, workDirectory: join(directory, "work") });
  const server = new ProviderServer({ open: () => cloud.openProvider(), version: "" });
  try {
    const port = await server.listen();
    const times = join(directory, "times.jsonl");
    const preload = pathToFileURL(join(import.meta.dirname, "preview-program.ts"));
    const stack = await PulumiStack.init({
      stack: "dev",
      directory: mkdtempSync(join(directory, "stack-")),
      environment: {
        PULUMI_DEBUG_PROVIDERS: `aws:${port}`,
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${preload}`,
        PREVIEW_TIMES: times,
      },
    });
    const preview = async (...args: readonly string[]): Promise<Round> => {
      rmSync(times, { force: true });
      const usage = process.cpuUsage();
      const started = performance.now();
      const { succeeded, printed } = await stack.run("preview", ...args);
      const total = performance.now() - started;
      if (!succeeded) throw new Error(printed);
      const { user, system } = process.cpuUsage(usage);
      return { total, program: programMs(times), provider: (user + system) / 1000 };
    };
    // The first ones find nothing compiled and no file in memory.
    for (const args of [[], POLICIES]) await preview(...args);
    const plain: Round[] = [];
    const judged: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      plain.push(await preview());
      judged.push(await preview(...POLICIES));
    }
    report(version, plain, judged);
  } finally {
    server.close();
    await cloud.close();
    rmSync(directory, { recursive: true });
  }
}

function report(version: string, plain: readonly Round[], judged: readonly Round[]): void {
  const total = median(plain.map((round) => round.total));
  const program = median(plain.map((round) => round.program));
  const provider = median(plain.map((round) => round.provider));
  const policies = median(judged.map((round, index) => round.total - (plain[index]?.total ?? 0)));
  console.log(`pulumi ${version} preview of the dev stack, nothing deployed, median of ${ROUNDS}:\n`);
  print("in all", total);
  print("  program", program);
  print("  our provider", provider);
  print("  Pulumi's engine", total - program - provider);
  print("program and our provider together", program + provider, BUDGETS.programAndProviderMs);
  print("what the policy pack adds", policies, BUDGETS.policiesMs);
}

function print(what: string, ms: number, budgetMs?: number): void {
  const verdict =
    budgetMs === undefined
      ? ""
      : `   ${(ms / budgetMs).toFixed(2)} of the ${(budgetMs / 1000).toFixed(1)} s it may take`;
  console.log(`${what.padEnd(36)}${(ms / 1000).toFixed(2).padStart(7)} s${verdict}`);
  if (budgetMs !== undefined && ms > budgetMs) process.exitCode = 1;
}

/** Of the processes of a preview, the one that ran the program. */
function programMs(times: string): number {
  const lines = existsSync(times) ? readFileSync(times, "utf8").split("\n").filter(Boolean) : [];
  const runs = lines.map((line) => JSON.parse(line) as { readonly script: string; readonly workMs: number });
  const program = runs.find(({ script }) => /[/\\]cmd[/\\]run([/\\]|$)/.test(script));
  if (program === undefined) throw new Error(`No process ran the program, only ${lines.join(", ")}.`);
  return program.workMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await main();

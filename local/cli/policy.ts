import { readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadProject } from "../engine/project.ts";
import { startPlatform } from "../platform.ts";
import { countsOf, type PolicyReport, policyReport } from "../policies/policy-report.ts";
import { policyText } from "../policies/policy-text.ts";
import { sarif } from "../policies/sarif.ts";

/**
 * `npm run policy`: deploys every stack of the project in the current folder onto a local cloud of its own, and runs
 * the policy pack over it.
 */
async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      stack: { type: "string", multiple: true },
      json: { type: "boolean", default: false },
      sarif: { type: "string" },
    },
  });
  const directory = resolve(".");
  const stacks = values.stack ?? stacksOf(directory);
  const reports: PolicyReport[] = [];
  for (const stack of stacks) {
    const report = await reportOn(directory, stack);
    reports.push(report);
    if (!values.json) console.log(`${policyText(report)}\n`);
  }
  if (values.json) console.log(JSON.stringify(reports, undefined, 2));
  if (values.sarif !== undefined) {
    const { entryPoint } = loadProject(directory, stacks[0] ?? "");
    writeFileSync(values.sarif, `${JSON.stringify(sarif(reports, entryPoint), undefined, 2)}\n`);
  }
  const findings = reports.flatMap((report) => report.findings);
  const exempted = reports.flatMap((report) => report.exempted);
  if (!values.json) console.log(countsOf({ rules: reports[0]?.rules ?? [], findings, exempted }));
  return findings.every(({ level }) => level !== "mandatory");
}

/** @throws {Error} when there is none. */
function stacksOf(directory: string): string[] {
  const stacks = readdirSync(directory).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  if (stacks.length === 0) throw new Error(`${directory} has no Pulumi.STACK.yaml: run this where one is.`);
  return stacks.sort();
}

async function reportOn(directory: string, stack: string): Promise<PolicyReport> {
  const { project } = loadProject(directory, stack);
  const workDirectory = await mkdtemp(join(tmpdir(), "orderflow-policy-"));
  try {
    const platform = await startPlatform({ directory, stack, port: 0, workDirectory });
    try {
      return await policyReport({ directory, project, stack, state: platform.deployment.state });
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

main().then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: Error) => {
    console.error(`\n${error.message}`);
    process.exit(2);
  },
);

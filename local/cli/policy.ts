import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deploymentOf } from "../deploying/anew.ts";
import { loadProject } from "../engine/project.ts";
import { stacksOf } from "../engine/stacks.ts";
import type { DeploymentState } from "../engine/state.ts";
import { countsOf, policyReport } from "../policies/policy-report.ts";
import { policyText } from "../policies/policy-text.ts";
import { sarif } from "../policies/sarif.ts";
import { stackPolicyConfig } from "../policies/stack-policy-config.ts";
import { onParentGone } from "./parent.ts";
import { readPolicyOptions } from "./policy-options.ts";
import { DirectoryTaken, STATE_DIRECTORY, StateDirectory } from "./state-directory.ts";

/**
 * `npm run policy`: deploys the stacks of the project in the current folder, each onto a local cloud of its own, and
 * runs the policy pack over them.
 *
 * @returns whether no finding would stop a deployment
 */
async function main(args: readonly string[]): Promise<boolean> {
  const options = readPolicyOptions(args);
  const directory = resolve(".");
  const stacks = chosen(options.stacks, stacksOf(directory));
  const { project, entryPoint } = loadProject(directory, stacks[0] ?? "");
  // What is wrong with a configuration is said before anything is deployed.
  for (const stack of stacks) stackPolicyConfig(directory, stack);
  const states = await statesOf(directory, stacks, options.cache);
  const reports = await Promise.all(
    states.map((each) => policyReport({ directory, project, ...each, onOutput: console.error })),
  );
  if (options.sarif !== undefined)
    writeFileSync(options.sarif, `${JSON.stringify(sarif(reports, entryPoint), undefined, 2)}\n`);
  const findings = reports.flatMap((report) => report.findings);
  if (options.json) {
    console.log(JSON.stringify(reports, undefined, 2));
  } else {
    for (const report of reports) console.log(`${policyText(report)}\n`);
    const exempted = reports.flatMap((report) => report.exempted);
    console.log(countsOf({ rules: reports[0]?.rules ?? [], findings, exempted }));
  }
  return findings.every(({ level }) => level !== "mandatory");
}

/** @throws {Error} for a stack that is not there */
function chosen(asked: readonly string[], all: readonly string[]): readonly string[] {
  const unknown = asked.find((stack) => !all.includes(stack));
  if (unknown !== undefined)
    throw new Error(`There is no stack "${unknown}": there are ${all.join(", ")} (Pulumi.STACK.yaml).`);
  return asked.length === 0 ? all : asked;
}

interface StackState {
  readonly stack: string;
  readonly state: DeploymentState;
}

/** What the stacks come to, by deploying them one after the other: they bundle into the same folder. */
async function statesOf(
  directory: string,
  stacks: readonly string[],
  cache: boolean,
): Promise<readonly StackState[]> {
  const recordings = cache ? claimRecordings(directory) : undefined;
  const workDirectory = mkdtempSync(join(tmpdir(), "orderflow-policy-"));
  process.once("exit", () => rmSync(workDirectory, { recursive: true, force: true }));
  try {
    const states: StackState[] = [];
    for (const stack of stacks) {
      const folder = recordings === undefined ? undefined : join(recordings.path, stack);
      const { state } = await deploymentOf({ directory, stack, port: 0, workDirectory }, folder);
      states.push({ stack, state });
    }
    return states;
  } finally {
    recordings?.release();
  }
}

/** Nothing while another run has them: then the program just runs. */
function claimRecordings(directory: string): StateDirectory | undefined {
  try {
    return StateDirectory.claim(join(directory, STATE_DIRECTORY, "policy"));
  } catch (error) {
    if (error instanceof DirectoryTaken) return undefined;
    throw error;
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(2));
onParentGone(() => process.exit(2));
main(process.argv.slice(2)).then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: Error) => {
    console.error(`\n${error.message}`);
    process.exit(2);
  },
);

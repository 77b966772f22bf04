import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A processor's work each, about. What uses the program's grants is in one, which in the end asks after the unused. */
const SUITES = [
  [
    "ci",
    "components",
    "functions",
    "local",
    "operations",
    "policies",
    "tests/program",
    "tests/engine",
    "tests/pipeline",
  ],
  ["tests/e2e", "tests/faults"],
];

const MOCHA = ["node_modules/mocha/bin/mocha.js", ...(process.stdout.isTTY ? ["--color"] : [])];
const CLOSING_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

/** Runs the tests below `folders`, prints them from when `turn` comes on, and adds what they close with to the sum. */
async function run(folders: readonly string[], turn: Promise<unknown>): Promise<void> {
  const mocha = spawn(process.execPath, [...MOCHA, ...folders.map((folder) => `${folder}/**/*.test.ts`)], {
    stdio: ["inherit", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => mocha.once("close", resolve));
  let closing: RegExpExecArray | null = null;
  const early: string[] = [];
  let print = (line: string): unknown => early.push(line);
  createInterface({ input: mocha.stdout }).on("line", (line) => {
    const match = CLOSING_LINE.exec(line);
    if (match === null) print(line);
    else closing = match;
  });

  await turn;
  for (const line of early) console.log(line);
  print = console.log;

  if ((await ended) !== 0) process.exitCode = 1;
  const [, passed = 0, failed = 1, skipped = 0] = closing ?? [];
  sum.passed += Number(passed);
  sum.failed += Number(failed);
  sum.skipped += Number(skipped);
}

const sum = { passed: 0, failed: 0, skipped: 0 };
let turn = Promise.resolve();
for (const folders of SUITES) turn = run(folders, turn);
await turn;
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);

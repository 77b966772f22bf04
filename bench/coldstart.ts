/**
 * Cold start of orders/create against a handler that does nothing: from the start of the process until the module
 * is loaded and its clients are built. Fresh processes, interleaved, so that a busy machine slows both alike;
 * only the ratio carries over to Lambda.
 *
 *   npm run bench:coldstart -- [RUNS]
 */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunctions } from "../components/compute/bundle/build.ts";

const GOAL = 2.6;
const runs = Number(process.argv[2] ?? 15);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`RUNS has to be a positive integer, not '${process.argv[2]}'.`);

/** `performance.now()` counts from the start of the process. */
const BOOTSTRAP = `require("./index.js"); process.stdout.write(String(performance.now()));`;

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "token",
  ORDERS_TABLE: "orders",
  ORDER_EVENTS_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/order-events",
};

function coldStartMs(directory: string): number {
  const options = { cwd: directory, env: { HOME: directory, ...ENVIRONMENT }, encoding: "utf8" } as const;
  return Number(execFileSync(process.execPath, ["bootstrap.cjs"], options));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

const root = await mkdtemp(join(tmpdir(), "orderflow-coldstart-"));
try {
  const { files } = await bundleFunctions();
  const file = files.get("orders/create");
  if (file === undefined) throw new Error("There is no function orders/create.");
  const [empty, create] = [join(root, "empty"), join(root, "create")];
  for (const directory of [empty, create]) {
    await mkdir(directory);
    await writeFile(join(directory, "bootstrap.cjs"), BOOTSTRAP);
  }
  await writeFile(join(empty, "index.js"), `exports.handler = async () => ({ statusCode: 200 });`);
  await copyFile(file, join(create, "index.js"));

  const measured = { empty: [] as number[], create: [] as number[] };
  // The first of each reads its files from disk and does not count.
  for (let run = -1; run < runs; run++) {
    const emptyMs = coldStartMs(empty);
    const createMs = coldStartMs(create);
    if (run < 0) continue;
    measured.empty.push(emptyMs);
    measured.create.push(createMs);
  }
  const [emptyMs, createMs] = [median(measured.empty), median(measured.create)];
  console.log(`Node.js ${process.version}, median of ${runs} fresh processes each`);
  console.log(`empty handler  ${emptyMs.toFixed(1)} ms`);
  console.log(`orders/create  ${createMs.toFixed(1)} ms`);
  console.log(`ratio          ${(createMs / emptyMs).toFixed(2)} (goal: at most ${GOAL})`);
} finally {
  await rm(root, { recursive: true });
}

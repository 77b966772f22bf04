/**
 * How long the program takes to evaluate, beside `cdk synth` of an app with as many comparable resources in the same
 * run. Ours is the whole process: local cloud (its modules kept, as `npm start` keeps them), Pulumi's Node.js host, the
 * program, bundles, and each resource checked and previewed by the provider. Theirs is the CDK's CLI with an app of
 * plain JavaScript.
 *
 *   npm run bench:program -- [RUNS]
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { medianOf } from "./kit/load.ts";
import { goal, line } from "./kit/report.ts";
import { npmScratch } from "./kit/scratch.ts";

const runs = Number(process.argv[2] ?? 5);
const cdk = await npmScratch("aws-cdk", ["aws-cdk@2.1148.1", "aws-cdk-lib@2.276.0", "constructs@10.8.1"]);
const output = await mkdtemp(join(tmpdir(), "orderflow-cdk-"));

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  return { result: work(), ms: performance.now() - start };
}

function ours() {
  const script = resolve(import.meta.dirname, "kit/preview.ts");
  return timed(() =>
    execFileSync(process.execPath, [script], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }),
  );
}

function theirs(resources: string) {
  const app = `${process.execPath} ${resolve(import.meta.dirname, "fixtures/cdk/app.cjs")}`;
  const args = [
    "synth",
    "--quiet",
    "--app",
    app,
    "--output",
    output,
    "--no-notices",
    "--no-version-reporting",
  ];
  const env = { ...process.env, RESOURCES: resources, NODE_PATH: join(cdk, "node_modules") };
  return timed(() => {
    execFileSync(process.execPath, [join(cdk, "node_modules/.bin/cdk"), ...args], {
      cwd: output,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const template = JSON.parse(readFileSync(join(output, "orderflow.template.json"), "utf8"));
    return Object.keys(template.Resources as object).length;
  });
}

try {
  // The first of each reads its files from disk and does not count.
  const { result: resources } = ours();
  const count = Object.values(JSON.parse(resources) as Record<string, number>).reduce(
    (sum, one) => sum + one,
    0,
  );
  const { result: cdkCount } = theirs(resources);
  const measured = Array.from({ length: runs }, () => ({ ours: ours().ms, theirs: theirs(resources).ms }));
  const [own, other] = [
    medianOf(measured.map(({ ours }) => ours)),
    medianOf(measured.map(({ theirs }) => theirs)),
  ];
  line("this program", `${own.toFixed(0)} ms`, `${count} resources`, `${(own / count).toFixed(1)} ms each`);
  line(
    "cdk synth",
    `${other.toFixed(0)} ms`,
    `${cdkCount} resources`,
    `${(other / cdkCount).toFixed(1)} ms each`,
  );
  goal("time to cdk synth's", medianOf(measured.map(({ ours, theirs }) => ours / theirs)), { atMost: 0.6 });
  goal("time per resource to its", own / count / (other / cdkCount), { atMost: 0.6 });
} finally {
  await rm(output, { recursive: true });
}

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EVERYDAY_FAULTS } from "../../local/faults/default-plan.ts";
import { faultReport } from "../../local/faults/report.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { isWholeSuite, unusedGrants } from "./grants.ts";

export const projectDirectory = resolve(import.meta.dirname, "../..");

const running = new Set<Platform>();
const directories: string[] = [];

/** A folder that is gone after the tests. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "orderflow-test-"));
  directories.push(directory);
  return directory;
}

/** The project as it is, with a stack file of the test's own. */
export function projectWithStack(stack: string, settings: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory();
  for (const name of [
    "Pulumi.yaml",
    "package.json",
    "index.ts",
    "components",
    "functions",
    "local",
    "node_modules",
  ]) {
    symlinkSync(join(projectDirectory, name), join(directory, name));
  }
  const lines = Object.entries(settings).map(([key, value]) => `  ${key}: ${value}\n`);
  writeFileSync(join(directory, `Pulumi.${stack}.yaml`), `config:\n${lines.join("")}`);
  return directory;
}

/** The project as it is, in files of the test's own to change; `more` of them than the program and its dev stack. */
export function projectCopy(...more: readonly string[]): string {
  const directory = temporaryDirectory();
  for (const name of [
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "package.json",
    "index.ts",
    "components",
    "functions",
    ...more,
  ]) {
    cpSync(join(projectDirectory, name), join(directory, name), {
      recursive: true,
      filter: (path) => !path.endsWith(".test.ts"),
    });
  }
  for (const name of ["local", "node_modules"])
    symlinkSync(join(projectDirectory, name), join(directory, name));
  return directory;
}

/**
 * A platform of its own, for tests that change it or move its clock. Messages come twice and out of order, reads lag
 * and transactions conflict, as on AWS; a test whose sequence is its point clears that with `faults.clear()`.
 */
export async function freshPlatform(stack = "dev", directory = projectDirectory): Promise<Platform> {
  const platform = await startPlatform({
    directory,
    stack,
    port: 0,
    workDirectory: temporaryDirectory(),
  });
  platform.faults.set({ rules: EVERYDAY_FAULTS });
  running.add(platform);
  return platform;
}

let shared: Promise<Platform> | undefined;

/** The one platform that tests share which leave nothing behind that others would see. */
export function sharedPlatform(): Promise<Platform> {
  shared ??= freshPlatform();
  return shared;
}

export const mochaHooks: Mocha.RootHookObject = {
  afterEach(this: Mocha.Context) {
    if (this.currentTest?.state !== "failed") return;
    for (const { faults } of running) console.error(faultReport(faults.injected()));
  },
  async afterAll(this: Mocha.Context) {
    await Promise.all([...running].map((platform) => platform.stop()));
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    const suite = this.test?.parent;
    if (suite === undefined || !isWholeSuite(suite, projectDirectory)) return;
    const unused = unusedGrants([...running].filter(({ stack }) => stack === "dev"));
    assert.deepEqual(unused, [], "No end-to-end test makes a role use what it is granted.");
  },
};

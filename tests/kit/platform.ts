import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Platform, startPlatform } from "../../local/platform.ts";

export const projectDirectory = resolve(import.meta.dirname, "../..");

const running = new Set<Platform>();
const directories: string[] = [];

/** A platform of its own, for tests that change it or move its clock. */
export async function freshPlatform(stack = "dev", config: Record<string, string> = {}): Promise<Platform> {
  const workDirectory = mkdtempSync(join(tmpdir(), "orderflow-test-"));
  directories.push(workDirectory);
  const platform = await startPlatform({
    directory: projectDirectory,
    stack,
    port: 0,
    workDirectory,
    config,
  });
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
  async afterAll() {
    await Promise.all([...running].map((platform) => platform.stop()));
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  },
};

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stacksOf } from "../../local/engine/stacks.ts";
import type { ResourceRecord } from "../../local/engine/state.ts";
import { exportDeployment } from "../../local/engine/state-file/deployment-export.ts";
import { containsSecret, isObject, isSecret, type PropertyMap, secret } from "../../local/engine/wire.ts";
import { startPlatform } from "../../local/platform.ts";
import { run } from "../run.ts";
import { releasesFolder } from "./releases.ts";

/**
 * `npm run release`: deploys every stack onto a local cloud, and keeps what came of it as the release of the version
 * in package.json. Every later change is compared with it.
 */
async function release(): Promise<void> {
  const directory = resolve(".");
  const { version } = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  const folder = join(releasesFolder(directory), version);
  if (existsSync(folder))
    throw new Error(`${version} is released: ${folder} is there. Raise the version in package.json first.`);
  const exports = new Map<string, string>();
  for (const stack of stacksOf(directory)) exports.set(stack, await exportOf(directory, stack));
  await mkdir(folder, { recursive: true });
  for (const [stack, text] of exports) {
    await writeFile(join(folder, `${stack}.json`), text);
    console.log(`releases/${version}/${stack}.json`);
  }
}

async function exportOf(directory: string, stack: string): Promise<string> {
  const workDirectory = await mkdtemp(join(tmpdir(), "orderflow-release-"));
  try {
    const platform = await startPlatform({ directory, stack, port: 0, workDirectory });
    await platform.stop();
    const resources = platform.deployment.state.resources.map(committable);
    return `${JSON.stringify(exportDeployment({ resources }, undefined), undefined, 1)}\n`;
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

/**
 * What of a resource is worth keeping: not when it was made, and of secrets that the cloud has answered only that they
 * are. @throws {Error} for a secret that the program gave, which a release can't do without.
 */
function committable({ created: _, modified: __, ...record }: ResourceRecord): ResourceRecord {
  if (containsSecret(record.inputs))
    throw new Error(`${record.urn} has a secret among its inputs, and a release is committed.`);
  return { ...record, outputs: withoutSecretValues(record.outputs) as PropertyMap };
}

function withoutSecretValues(value: unknown): unknown {
  if (isSecret(value)) return secret("");
  if (Array.isArray(value)) return value.map(withoutSecretValues);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, withoutSecretValues(element)]),
  );
}

run(release);

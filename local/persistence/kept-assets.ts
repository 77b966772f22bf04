import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isArchive, isAsset, withHashes } from "../engine/assets.ts";
import { isObject } from "../engine/wire.ts";

/** The files that recorded commands name, kept by content: where the program had them, other content may be by then. */
export class KeptAssets {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The value, with its files copied here and named here. */
  async keep<Value>(value: Value): Promise<Value> {
    return (await this.#map(value)) as Value;
  }

  /** @throws {Error} when a file is gone, or is not what it was. */
  async verify(value: unknown): Promise<void> {
    if (Array.isArray(value)) for (const element of value) await this.verify(element);
    else if (isAsset(value) || isArchive(value)) await verifyHash(value);
    else if (isObject(value)) for (const element of Object.values(value)) await this.verify(element);
  }

  async #map(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((element) => this.#map(element)));
    if (!isObject(value)) return value;
    const named = isAsset(value) || isArchive(value) ? await this.#copied(value) : value;
    const entries = Object.entries(named).map(async ([key, element]) => [key, await this.#map(element)]);
    return Object.fromEntries(await Promise.all(entries));
  }

  async #copied(asset: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    const { path, hash } = asset;
    if (typeof path !== "string" || typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) return asset;
    const kept = join(this.#directory, hash + extension(path));
    if (!existsSync(kept)) {
      await mkdir(this.#directory, { recursive: true });
      const temporary = `${kept}.${process.pid}`;
      await cp(path, temporary, { recursive: true, dereference: true });
      await rename(temporary, kept).catch(() => rm(temporary, { recursive: true, force: true }));
    }
    return { ...asset, path: kept };
  }
}

/** The value with assets and archives reduced to what they hold. */
export function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([key]) => key !== "path" || !(isAsset(value) || isArchive(value)),
  );
  return Object.fromEntries(entries.map(([key, element]) => [key, withoutPaths(element)]));
}

async function verifyHash(asset: Readonly<Record<string, unknown>>): Promise<void> {
  const { hash, ...content } = asset;
  if (hash === undefined) return;
  const { again } = (await withHashes({ again: content }, "/")) as { again: { hash?: string } };
  if (again.hash !== hash)
    throw new Error(`The kept file ${asset.path ?? "of an archive"} has other content.`);
}

/** An archive's kind shows in its name. */
function extension(path: string): string {
  return /\.(zip|jar|tar|tgz|tar\.gz)$/.exec(path)?.[0] ?? "";
}

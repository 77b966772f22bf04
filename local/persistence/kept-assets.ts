import { randomUUID } from "node:crypto";
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

  /**
   * The value, with its files copied here and named here. A file that has changed since its hash was taken is kept as it
   * is by now, under the hash that it has by now: what is done is what is recorded.
   */
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
    const entries = Object.entries(value).map(async ([key, element]) => [key, await this.#map(element)]);
    const mapped = Object.fromEntries(await Promise.all(entries));
    return isHashed(mapped) ? await this.#kept(mapped) : mapped;
  }

  /** Its members, if it has any, are kept already. */
  async #kept(asset: Asset): Promise<Asset> {
    const { path } = asset;
    if (typeof path !== "string") return await rehashed(asset);
    await mkdir(this.#directory, { recursive: true });
    const temporary = `${join(this.#directory, randomUUID())}${extension(path)}`;
    await cp(path, temporary, { recursive: true, dereference: true });
    const copy = await rehashed({ ...asset, path: temporary });
    const kept = join(this.#directory, copy.hash + extension(path));
    if (existsSync(kept)) await rm(temporary, { recursive: true });
    else await rename(temporary, kept).catch(() => rm(temporary, { recursive: true, force: true }));
    return { ...copy, path: kept };
  }
}

/** An asset or archive whose content has a hash. */
type Asset = Readonly<Record<string, unknown>> & { readonly hash: string };

function isHashed(value: Readonly<Record<string, unknown>>): value is Asset {
  return (isAsset(value) || isArchive(value)) && /^[0-9a-f]{64}$/.test(String(value.hash));
}

/** With the hash of what it holds now. */
async function rehashed(asset: Asset): Promise<Asset> {
  const { again } = (await withHashes({ again: asset }, "/")) as { again: { hash: string } };
  return { ...asset, hash: again.hash };
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
  if (isHashed(asset) && (await rehashed(asset)).hash !== asset.hash)
    throw new Error(`The kept file ${asset.path ?? "of an archive"} has other content.`);
}

/** An archive's kind shows in its name. */
function extension(path: string): string {
  return /\.(zip|jar|tar|tgz|tar\.gz)$/.exec(path)?.[0] ?? "";
}

import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { tar } from "./tar.ts";
import { ARCHIVE, ASSET, hasSignature, isObject, type PropertyMap, SIGNATURE } from "./wire.ts";

export function isAsset(value: unknown): value is PropertyMap {
  return hasSignature(value, ASSET);
}

export function isArchive(value: unknown): value is PropertyMap {
  return hasSignature(value, ARCHIVE);
}

/** The bytes of a `StringAsset` or `FileAsset`. @throws {Error} for a remote one, and for a file that can't be read. */
export async function readAsset(asset: PropertyMap): Promise<Uint8Array> {
  const { text, path } = asset;
  if (typeof text === "string" && text !== "") return Buffer.from(text);
  if (typeof path === "string" && path !== "") return await readPath(path, () => readFile(path));
  if (asset.uri) throw remoteError(asset.uri);
  return new Uint8Array();
}

/**
 * The files of an archive by their path in it: of an `AssetArchive`, or of a `FileArchive` that names a directory.
 * A `FileArchive` that names an archive file (`.zip`, …) answers the file itself.
 */
export async function readArchive(
  archive: PropertyMap,
): Promise<
  | { readonly kind: "files"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: "file"; readonly bytes: Uint8Array }
> {
  const files = new Map<string, Uint8Array>();
  const { assets, path } = archive;
  if (typeof path === "string" && path !== "") {
    if (!(await readPath(path, () => stat(path))).isDirectory())
      return { kind: "file", bytes: await readFile(path) };
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.parentPath.split("/").includes(".pulumi")) continue;
      const file = join(entry.parentPath, entry.name);
      files.set(
        file
          .slice(path.length + 1)
          .split("\\")
          .join("/"),
        await readFile(file),
      );
    }
  } else if (archive.uri) {
    throw remoteError(archive.uri);
  }
  for (const [name, member] of Object.entries(isObject(assets) ? assets : {})) {
    if (isAsset(member)) files.set(name, await readAsset(member));
    else if (isArchive(member)) {
      const inner = await readArchive(member);
      if (inner.kind === "file")
        throw new Error(
          `The archive's member "${name}" is an archive file: name a directory or a file asset.`,
        );
      for (const [innerName, bytes] of inner.files) files.set(`${name}/${innerName}`, bytes);
    }
  }
  return { kind: "files", files };
}

/** Adds the content's SHA-256 to every asset and archive in `properties`. Relative paths start at `directory`. */
export async function withHashes(properties: PropertyMap, directory: string): Promise<PropertyMap> {
  return (await mapAssets(properties, async (asset) => {
    const absolute = absolutePath(asset, directory);
    const hash = isAsset(asset) ? sha256(await readAsset(absolute)) : await archiveHash(absolute);
    const { [SIGNATURE]: signature, text, uri, path, assets } = asset;
    return {
      [SIGNATURE]: signature,
      ...(text === undefined ? {} : { text }),
      ...(uri === undefined ? {} : { uri }),
      ...(path === undefined ? {} : { path }),
      ...(isObject(assets) ? { assets: await withHashes(assets, directory) } : {}),
      hash,
    };
  })) as PropertyMap;
}

/** The value with assets and archives as the protocol has them, without what the SDK adds. */
export function plainAssets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainAssets);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !MARKS.has(key));
  return Object.fromEntries(entries.map(([key, element]) => [key, plainAssets(element)]));
}

const MARKS: ReadonlySet<string> = new Set(["__pulumiAsset", "__pulumiArchive"]);

/** The properties with the paths of all assets and archives absolute. Relative ones start at `directory`. */
export async function withAbsolutePaths(properties: PropertyMap, directory: string): Promise<PropertyMap> {
  return (await mapAssets(properties, async (asset) => absolutePath(asset, directory))) as PropertyMap;
}

async function mapAssets(
  value: unknown,
  change: (asset: PropertyMap) => Promise<PropertyMap>,
): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((element) => mapAssets(element, change)));
  if (isAsset(value) || isArchive(value)) return await change(value);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, element]) => [key, await mapAssets(element, change)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function absolutePath(asset: PropertyMap, directory: string): PropertyMap {
  const { path, assets } = asset;
  const members = Object.entries(isObject(assets) ? assets : {}).map(([name, member]) => [
    name,
    isAsset(member) || isArchive(member) ? absolutePath(member, directory) : member,
  ]);
  return {
    ...asset,
    ...(typeof path === "string" && path !== "" ? { path: resolve(directory, path) } : {}),
    ...(isObject(assets) ? { assets: Object.fromEntries(members) } : {}),
  };
}

async function archiveHash(archive: PropertyMap): Promise<string> {
  const content = await readArchive(archive);
  return sha256(content.kind === "file" ? content.bytes : tar(content.files));
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

async function readPath<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`The program's asset ${path} can't be read.`, { cause: error });
  }
}

function remoteError(uri: unknown): Error {
  return new Error(
    `The asset ${uri} is remote, which the local engine does not fetch: use a file or a string asset.`,
  );
}

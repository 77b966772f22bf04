import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
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
      if (!entry.isFile()) continue;
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

/** Makes paths absolute and adds the content's SHA-256 to every asset and archive in `properties`. */
export async function resolveAssets(properties: PropertyMap, directory: string): Promise<PropertyMap> {
  const resolved: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(properties)) resolved[key] = await resolveValue(value, directory);
  return resolved;
}

async function resolveValue(value: unknown, directory: string): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((element) => resolveValue(element, directory)));
  if (!isObject(value)) return value;
  if (!isAsset(value) && !isArchive(value)) return await resolveAssets(value, directory);
  const { [SIGNATURE]: signature, text, uri, path, assets } = value;
  const resolved: PropertyMap = {
    [SIGNATURE]: signature,
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(typeof path === "string" ? { path: resolve(directory, path) } : {}),
    ...(isObject(assets) ? { assets: await resolveAssets(assets, directory) } : {}),
  };
  const content = isAsset(value) ? hash(await readAsset(resolved)) : await hashArchive(resolved);
  return { ...resolved, hash: content };
}

async function hashArchive(archive: PropertyMap): Promise<string> {
  const content = await readArchive(archive);
  if (content.kind === "file") return hash(content.bytes);
  const names = [...content.files.keys()].sort();
  return hash(names.map((name) => `${name}\0${hash(content.files.get(name) ?? "")}\n`).join(""));
}

function hash(content: string | Uint8Array): string {
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

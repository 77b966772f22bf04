import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { unzipSync } from "fflate";
import { AwsError } from "../core/errors.ts";

const MEBIBYTE = 1024 * 1024;
const MAX_ZIPPED_BYTES = 50 * MEBIBYTE;
const MAX_UNZIPPED_BYTES = 250 * MEBIBYTE;

/** A deployment package that Lambda would take. */
export interface DeploymentPackage {
  /** Base64 of the archive's SHA-256, as `CodeSha256`. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * Opens a `.zip` archive, at most 50 MB as it is and 250 MB unpacked ("Lambda quotas").
 * @throws {AwsError} `RequestEntityTooLargeException`, `InvalidParameterValueException`
 */
export function openPackage(zip: Uint8Array): DeploymentPackage {
  if (zip.length > MAX_ZIPPED_BYTES) {
    throw new AwsError(
      "RequestEntityTooLargeException",
      `Request must be smaller than ${MAX_ZIPPED_BYTES} bytes for the UpdateFunctionCode operation: the archive has ${zip.length}.`,
      413,
    );
  }
  let unzipped = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        unzipped += originalSize;
        if (unzipped > MAX_UNZIPPED_BYTES) return false;
        return !name.endsWith("/");
      },
    });
  } catch {
    throw new AwsError(
      "InvalidParameterValueException",
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
  }
  if (unzipped > MAX_UNZIPPED_BYTES) {
    throw new AwsError(
      "InvalidParameterValueException",
      `Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`,
    );
  }
  if (Object.keys(files).length === 0)
    throw new AwsError("InvalidParameterValueException", "Uploaded file must be a non-empty zip");
  for (const name of Object.keys(files)) {
    const path = posix.normalize(name);
    if (path.startsWith("..") || posix.isAbsolute(path)) {
      throw new AwsError(
        "InvalidParameterValueException",
        `Could not unzip uploaded file: ${name} lies outside of the archive.`,
      );
    }
  }
  return { sha256: createHash("sha256").update(zip).digest("base64"), sizeBytes: zip.length, files };
}

/**
 * Unpacks a package below `root`, once for each content, and returns the folder. Another process may do the same:
 * the folder appears under its name only when it is complete.
 */
export function unpack(root: string, { sha256, files }: DeploymentPackage): string {
  const directory = join(root, Buffer.from(sha256, "base64").toString("hex"));
  if (existsSync(directory)) return directory;
  const partial = `${directory}.${process.pid}`;
  for (const [name, content] of Object.entries(files)) {
    const path = join(partial, posix.normalize(name));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: 0o644 });
  }
  try {
    renameSync(partial, directory);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
  return directory;
}

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BOOTSTRAP = fileURLToPath(new URL("./bootstrap/", import.meta.url));

export interface SandboxOptions {
  /** The unpacked deployment package; absolute, without symbolic links in it. */
  readonly codeDirectory: string;
  /** What stands for `/tmp`, of this environment alone; absolute, without symbolic links in it. */
  readonly temporaryDirectory: string;
  readonly memorySizeMb: number;
}

/**
 * The arguments with which Node runs an execution environment under its permission model: it reads its code and the
 * runtime's, writes its own temporary folder, and starts no processes or threads. Native addons load only
 * where the package brings some. The heap's limits are those of Lambda's own Node.js runtime.
 */
export function sandboxArguments({
  codeDirectory,
  temporaryDirectory,
  memorySizeMb,
}: SandboxOptions): string[] {
  const youngSpaceMb = Math.floor(memorySizeMb / 10);
  return [
    "--permission",
    `--allow-fs-read=${join(BOOTSTRAP, "*")}`,
    `--allow-fs-read=${join(codeDirectory, "*")}`,
    `--allow-fs-read=${join(temporaryDirectory, "*")}`,
    `--allow-fs-write=${join(temporaryDirectory, "*")}`,
    ...(hasAddons(codeDirectory) ? ["--allow-addons"] : []),
    `--max-semi-space-size=${Math.max(1, Math.floor(youngSpaceMb / 2))}`,
    `--max-old-space-size=${memorySizeMb - youngSpaceMb}`,
    join(BOOTSTRAP, "index.cjs"),
  ];
}

function hasAddons(codeDirectory: string): boolean {
  return readdirSync(codeDirectory, { recursive: true }).some((path) => String(path).endsWith(".node"));
}

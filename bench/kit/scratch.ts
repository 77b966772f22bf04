import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Peers are installed here once and found again by later runs. */
const ROOT = join(tmpdir(), "orderflow-bench");

/** npm packages, such as `aws-cdk-lib@2.276.0`, in a folder of their own. */
export function npmScratch(name: string, packages: readonly string[]): Promise<string> {
  return installed(name, packages, async (directory) => {
    await writeFile(join(directory, "package.json"), JSON.stringify({ name, private: true }));
    await run("npm", ["install", "--no-audit", "--no-fund", "--save-exact", ...packages], { cwd: directory });
  });
}

/** A package of PyPI in a virtual environment; undefined where there is no Python. */
export async function pythonScratch(name: string, requirement: string): Promise<string | undefined> {
  try {
    await run("python3", ["-c", "import venv, ensurepip"]);
  } catch {
    return undefined;
  }
  return installed(name, [requirement], async (directory) => {
    await run("python3", ["-m", "venv", directory]);
    await run(join(directory, "bin/pip"), ["install", "--quiet", requirement]);
  });
}

/** A folder of its own in which `install` has once run to its end. */
async function installed(
  name: string,
  packages: readonly string[],
  install: (directory: string) => Promise<void>,
): Promise<string> {
  const directory = join(ROOT, `${name}-${packages[0]?.split(/[@=]+/).at(-1)}`);
  const mark = join(directory, ".installed");
  if (existsSync(mark)) return directory;
  console.log(`Installing ${packages.join(", ")} into ${directory} …`);
  await mkdir(directory, { recursive: true });
  try {
    await install(directory);
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    throw new Error(
      `${packages.join(", ")} could not be installed into ${directory}. The benchmark needs the registry once, and nothing of it afterwards.\n${stderr || message}`,
    );
  }
  await writeFile(mark, "");
  return directory;
}

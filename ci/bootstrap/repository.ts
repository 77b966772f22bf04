import { execFileSync } from "node:child_process";

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/**
 * The repository whose workflows deploy, as `OWNER/NAME`: what is given, what GitHub says in a workflow, or where git
 * pushes to. @throws {Error} when there is none
 */
export function repositoryOf(
  directory: string,
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const found = given ?? environment.GITHUB_REPOSITORY ?? originOf(directory);
  if (found !== undefined && REPOSITORY.test(found)) return found;
  throw new Error(
    `${found === undefined ? "git knows no GitHub repository of this folder" : `${found} is no repository`}: say which one deploys by --repository OWNER/NAME.`,
  );
}

function originOf(directory: string): string | undefined {
  try {
    const url = execFileSync("git", ["remote", "get-url", "origin"], {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\s*$/.exec(url)?.[1];
  } catch {
    return undefined;
  }
}

import { globSync } from "node:fs";
import { join, relative } from "node:path";
import type { Grant, UnusedGrant } from "../../local/iam/report.ts";
import type { Platform } from "../../local/platform.ts";

/**
 * What roles of the program need and no test can make them use, by `ROLE STATEMENT ACTION RESOURCE`, with the reason.
 */
const UNPROVABLE: ReadonlyMap<string, string> = new Map();

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Whether the run has every end-to-end test, so that what it leaves unused nothing uses. */
export function isWholeSuite(suite: Mocha.Suite, projectDirectory: string): boolean {
  const directory = join(projectDirectory, "tests/e2e");
  const ran = new Set(suite.suites.map(({ file }) => file && relative(directory, file)));
  return globSync("**/*.test.ts", { cwd: directory }).every((file) => ran.has(file));
}

/** What the roles of a stack of the program were granted and did not use on any of the platforms, a line each. */
export function unusedGrants(platforms: readonly Platform[]): readonly string[] {
  const [first, ...others] = platforms.map(unusedOf);
  return [...(first ?? [])]
    .filter(([grant]) => others.every((unused) => unused.has(grant)))
    .filter(([grant]) => !UNPROVABLE.has(grant))
    .map(([grant, { beyond }]) => (beyond === undefined ? grant : `${grant} but for ${beyond.join(", ")}`));
}

/** By a name that is the same on every platform, whose keys have ids of their own. */
function unusedOf({ cloud, deployment }: Platform): ReadonlyMap<string, UnusedGrant> {
  const roles = deployment.state.resources.filter(({ type }) => type === "aws:iam/role:Role");
  const ofProgram = new Set(roles.map(({ outputs }) => outputs.name));
  return new Map(
    cloud.iam
      .report()
      .filter(({ role }) => ofProgram.has(role))
      .flatMap(({ role, unused }) => unused.map((grant) => [nameOf(role, grant), grant] as const)),
  );
}

function nameOf(role: string, { statement, action, resource }: Grant): string {
  return `${role} ${statement} ${action} ${resource.replace(UUID, "ID")}`;
}

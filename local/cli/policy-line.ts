import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../platform.ts";

/** What the policies make of what has just been deployed, for whoever started it; nothing without a pack. */
export async function policyLine(
  { stack, deployment }: Platform,
  directory: string,
): Promise<string | undefined> {
  if (!existsSync(join(directory, "policies"))) return undefined;
  try {
    // Loaded when everything serves: a start does not wait for it.
    const { countsOf, policyReport } = await import("../policies/policy-report.ts");
    const { loadProject } = await import("../engine/project.ts");
    const { project } = loadProject(directory, stack);
    const report = await policyReport({ directory, project, stack, state: deployment.state });
    return `Policies: ${countsOf(report)} (npm run policy -- --stack ${stack})`;
  } catch (error) {
    return `Policies: could not be run: ${(error as Error).message}`;
  }
}

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stackArguments } from "../arguments.ts";
import { planComment } from "../plan/comment.ts";
import { PLANS, planFile } from "../plan/files.ts";
import { pulumiPlan } from "../plan/pulumi-plan.ts";
import { releasePlan } from "../plan/release-plan.ts";
import { hasPulumi } from "../pulumi.ts";
import { run } from "../run.ts";

/**
 * `npm run ci:preview`: plans every stack with the policy pack, and keeps each plan for `ci:comment`, and in Pulumi's own
 * form for `ci:deploy`. Without a `pulumi` on the PATH it plans the upgrade from the last release by the embedded engine.
 */
async function preview(): Promise<void> {
  const directory = resolve(".");
  const { stacks } = stackArguments(directory);
  const folder = join(directory, PLANS);
  await mkdir(folder, { recursive: true });
  if (!hasPulumi())
    console.error(
      "There is no `pulumi` on the PATH: the embedded engine plans the upgrade from the last release.",
    );
  let problems = 0;
  for (const stack of stacks) {
    const plan = hasPulumi()
      ? await pulumiPlan({ directory, stack, planFile: join(folder, planFile(stack, "pulumi")) })
      : await releasePlan({ directory, stack, policies: true });
    problems += plan.problems.length;
    await writeFile(join(folder, planFile(stack, "plan")), `${JSON.stringify(plan, undefined, 2)}\n`);
    console.log(planComment([plan]));
  }
  if (problems > 0)
    throw new Error(`${problems} ${problems === 1 ? "problem has" : "problems have"} to be solved first.`);
}

run(preview);

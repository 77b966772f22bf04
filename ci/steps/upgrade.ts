import { resolve } from "node:path";
import { stackArguments } from "../arguments.ts";
import type { Plan } from "../plan/plan.ts";
import { releasePlan } from "../plan/release-plan.ts";
import { allowedReplacements } from "../releases/releases.ts";
import { run } from "../run.ts";
import { losses } from "../upgrade/losses.ts";

/** `npm run ci:upgrade`: refuses an upgrade from the last release that would replace or delete what holds data. */
async function upgrade(): Promise<void> {
  const directory = resolve(".");
  const plans: Plan[] = [];
  for (const stack of stackArguments(directory).stacks)
    plans.push(await releasePlan({ directory, stack, policies: false }));
  const problems = plans.flatMap(({ stack, problems }) => problems.map((problem) => `${stack}: ${problem}`));
  const found = [...losses(plans, allowedReplacements(directory)), ...problems];
  if (found.length > 0) throw new Error(found.join("\n"));
  for (const { stack, against, changes } of plans) {
    const count = changes.length === 1 ? "1 resource changes" : `${changes.length} resources change`;
    console.log(`${stack}: ${count} since ${against}; nothing that holds data is replaced or deleted.`);
  }
}

run(upgrade);

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { oneStack } from "../arguments.ts";
import { PLANS, planFile } from "../plan/files.ts";
import { policyPack } from "../plan/pulumi-plan.ts";
import { hasPulumi } from "../pulumi.ts";
import { run } from "../run.ts";

/** `npm run ci:deploy -- --stack dev`: `pulumi up` of exactly what `ci:preview` has planned, under the policy pack. */
async function deploy(): Promise<void> {
  const directory = resolve(".");
  const stackName = oneStack(directory);
  if (!hasPulumi())
    throw new Error(
      "There is no `pulumi` on the PATH, which deploys: install it (https://www.pulumi.com/docs/install/).",
    );
  const plan = join(directory, PLANS, planFile(stackName, "pulumi"));
  if (!existsSync(plan))
    throw new Error(`There is no ${plan}: plan first, by 'npm run ci:preview -- --stack ${stackName}'.`);
  const stack = await LocalWorkspace.selectStack({ stackName, workDir: directory });
  await stack.up({
    plan,
    ...policyPack(directory, stackName),
    onOutput: (text) => process.stdout.write(text),
  });
}

run(deploy);

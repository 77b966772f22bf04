import { parseArgs } from "node:util";
import { stacksOf } from "../local/engine/stacks.ts";

/** What a step is told of stacks: `--stack dev --stack prod`; all of the project by default. @throws {Error} for others. */
export function stackArguments(directory: string): { readonly stacks: readonly string[] } {
  const { values } = parseArgs({ options: { stack: { type: "string", multiple: true } } });
  const known = stacksOf(directory);
  for (const stack of values.stack ?? [])
    if (!known.includes(stack))
      throw new Error(`There is no Pulumi.${stack}.yaml: the stacks are ${known.join(", ")}.`);
  return { stacks: values.stack ?? known };
}

/** The stack of a step that is for one. @throws {Error} when none or several are named. */
export function oneStack(directory: string): string {
  const { stacks } = stackArguments(directory);
  const [stack] = stacks;
  if (stack === undefined || stacks.length > 1)
    throw new Error(`Say which stack: --stack ${stacks.join(" or --stack ")}.`);
  return stack;
}

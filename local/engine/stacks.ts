import { readdirSync } from "node:fs";

/** The stacks that a project has a configuration of. @throws {Error} when there is none. */
export function stacksOf(directory: string): string[] {
  const stacks = readdirSync(directory).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  if (stacks.length === 0) throw new Error(`${directory} has no Pulumi.STACK.yaml: run this where one is.`);
  return stacks.sort();
}

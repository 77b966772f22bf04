import type { FunctionRecord } from "../services/lambda/functions.ts";
import { BadControlRequest, type ControlParts, type ControlRequest } from "./route.ts";

/**
 * The name on AWS of a function that a user calls by that name or by its name in the program.
 * @throws {BadControlRequest} naming the functions there are
 */
export function functionNamed(
  given: string,
  { lambda }: ControlParts,
  { stack }: Pick<ControlRequest, "stack">,
): string {
  const name = stack?.functions.get(given) ?? given;
  if (lambda.functions.find(name) !== undefined) return name;
  const known = functionsByName(lambda).map(({ name: existing }) => shownName(existing, stack));
  throw new BadControlRequest(
    `There is no function '${given}'. ${known.length === 0 ? "None is deployed." : `There are: ${known.join(", ")}.`}`,
  );
}

/** The name of a function in the program where it has one. */
export function shownName(name: string, stack: ControlRequest["stack"]): string {
  for (const [logical, physical] of stack?.functions ?? []) if (physical === name) return logical;
  return name;
}

export function functionsByName(lambda: ControlParts["lambda"]): readonly FunctionRecord[] {
  return [...lambda.functions].sort((a, b) => (a.name < b.name ? -1 : 1));
}

import { expandAction } from "./actions.ts";
import { arnFits } from "./arns.ts";
import type { Statement } from "./policy-document.ts";

/** An action of interest that a statement allows on one of its resources. */
export interface ActionOnResource {
  /** As the statement has it, wildcards included. */
  readonly action: string;
  readonly arn: string;
}

/** Which of the named actions a statement allows on resources of interest. */
export function actionsOnResources(
  { actions, resources }: Statement,
  names: ReadonlySet<string>,
  isOfInterest: (arn: string) => boolean,
): readonly ActionOnResource[] {
  const arns = resources.filter(isOfInterest);
  if (arns.length === 0) return [];
  return actions.flatMap((action) => {
    const found = expandAction(action).filter(({ name }) => names.has(name));
    return arns
      .filter((arn) => found.some((each) => each.resources.some((format) => arnFits(arn, format.arn))))
      .map((arn) => ({ action, arn }));
  });
}

import type { Plan, ResourceChange } from "../plan/plan.ts";
import type { AllowedReplacement } from "../releases/releases.ts";
import { STATEFUL } from "./stateful.ts";

/** Where a replacement is allowed, for people. */
const LIST = "releases/allowed-replacements.json";

/**
 * What plans would lose that is not allowed, and what is allowed but not planned: an allowance that stays would let a
 * later change through that nobody meant.
 */
export function losses(plans: readonly Plan[], allowed: readonly AllowedReplacement[]): string[] {
  const lost = plans.flatMap(({ stack, changes }) =>
    changes.filter(isLoss).map((change) => ({ stack, change })),
  );
  const isAllowed = ({ type, name }: ResourceChange) =>
    allowed.some((entry) => entry.type === type && entry.name === name);
  const unused = allowed.filter(
    ({ type, name }) => !lost.some(({ change }) => change.type === type && change.name === name),
  );
  return [
    ...lost.filter(({ change }) => !isAllowed(change)).map(({ stack, change }) => explain(stack, change)),
    ...unused.map(
      ({ type, name }) => `${LIST} allows ${type} ${name}, which is not replaced: remove the entry.`,
    ),
  ];
}

function isLoss({ operation, type }: ResourceChange): boolean {
  return (operation === "replace" || operation === "delete") && Object.hasOwn(STATEFUL, type);
}

function explain(stack: string, { operation, type, name, properties }: ResourceChange): string {
  const causes = properties
    .filter(({ replaces }) => replaces)
    .map(({ path, from, to }) => `${path} from ${from ?? "nothing"} to ${to ?? "nothing"}`);
  const why = causes.length === 0 ? "" : `, because of ${causes.join(", ")}`;
  return [
    `${stack}: ${type} ${name} would be ${operation}d${why}. Lost would be ${STATEFUL[type]}.`,
    `  Keep it: undo that, or give a moved resource an alias. If it is meant, add to ${LIST}:`,
    `  ${JSON.stringify({ type, name, reason: "what becomes of the data" })}`,
  ].join("\n");
}

import { EVERY_TYPE, type Rule } from "../rule.ts";

/** What the test of every rule shows by at least one case. */
export const KINDS = ["good", "bad", "near miss", "not applicable", "unknown"] as const;

export type Kind = (typeof KINDS)[number];

const proofs = new Map<string, Set<Kind>>();

/** Notes that a case of this kind has run as it has to. */
export function prove({ id }: Rule, kind: Kind): void {
  proofs.set(id, (proofs.get(id) ?? new Set()).add(kind));
}

const types = new Map<string, Set<string>>();

/** Notes that a rule has found something on a resource of this type. */
export function proveType({ id }: Rule, type: string): void {
  types.set(id, (types.get(id) ?? new Set()).add(type));
}

/** The types of a rule on which it has not been seen to find anything. */
export function unprovenTypes(rule: Rule): readonly string[] {
  return rule.types.filter((type) => type !== EVERY_TYPE && types.get(rule.id)?.has(type) !== true);
}

export function isProven({ id }: Rule, kind: Kind): boolean {
  return proofs.get(id)?.has(kind) === true;
}

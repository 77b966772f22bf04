import type { Rule } from "../rule.ts";

/** What the test of every rule shows by at least one case. */
export const KINDS = ["good", "bad", "near miss", "not applicable", "unknown"] as const;

export type Kind = (typeof KINDS)[number];

const proofs = new Map<string, Set<Kind>>();

/** Notes that a case of this kind has run as it has to. */
export function prove({ id }: Rule, kind: Kind): void {
  proofs.set(id, (proofs.get(id) ?? new Set()).add(kind));
}

export function isProven({ id }: Rule, kind: Kind): boolean {
  return proofs.get(id)?.has(kind) === true;
}

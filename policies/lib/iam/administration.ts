import type { Statement } from "./policy-document.ts";

/**
 * Whether a pattern makes an administrator by itself: every action, or all of IAM's, which give their holder the others.
 * `iam-no-full-admin` and `iam-no-service-wildcard` report the star; what it opens in detail is not worth repeating.
 */
export function isAdministration(action: string): boolean {
  return isEveryAction(action) || /^iam:\*+$/i.test(action);
}

/** Whether a statement is about every action on every resource. */
export function isFullAccess({ actions, resources }: Statement): boolean {
  return actions.some(isEveryAction) && resources.includes("*");
}

export function isEveryAction(action: string): boolean {
  return /^(\*+:)?\*+$/.test(action);
}

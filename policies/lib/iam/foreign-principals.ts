import type { Settings } from "../settings.ts";
import { UnknownValueError } from "../verdict.ts";
import type { Statement } from "./policy-document.ts";

/**
 * The principals of a statement that are in neither the resource's own account nor one the stack trusts.
 * @throws {UnknownValueError} while nothing in the stack says which account that is.
 */
export function foreignPrincipals(
  { principals }: Statement,
  ownAccount: string | undefined,
  { trustedAccounts }: Settings,
): string[] {
  const others = principals.filter((principal) => principal.kind === "account");
  if (others.length > 0 && ownAccount === undefined) throw new UnknownValueError("The stack's account");
  return others
    .filter(({ account }) => account !== ownAccount && !trustedAccounts.includes(account))
    .map(({ value }) => value);
}

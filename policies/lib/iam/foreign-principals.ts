import type { Settings } from "../settings.ts";
import { UnknownValueError } from "../verdict.ts";
import type { Statement } from "./policy-document.ts";

/**
 * The principals of a statement that are in neither the resource's own account nor one the stack trusts.
 * @throws {UnknownValueError} while nothing says which account is the resource's own.
 */
export function foreignPrincipals(
  { principals }: Statement,
  ownAccount: string | undefined,
  { trustedAccounts }: Settings,
): string[] {
  const untrusted = principals
    .filter((principal) => principal.kind === "account")
    .filter(({ account }) => account !== ownAccount && !trustedAccounts.includes(account));
  if (untrusted.length > 0 && ownAccount === undefined)
    throw new UnknownValueError("The resource's account", "account");
  return untrusted.map(({ value }) => value);
}

import { createHash } from "node:crypto";
import type { Principal } from "../../core/access.ts";

/** The `SenderId` of a message: the account of its root user, or an id and session name of a role. */
export function senderId(principal: Principal, accountId: string): string {
  switch (principal.kind) {
    case "root":
      return accountId;
    case "session":
      return `${uniqueId("AROA", principal.roleArn)}:${principal.arn.slice(principal.arn.lastIndexOf("/") + 1)}`;
    case "service":
      return uniqueId("AIDA", principal.service);
    default:
      return "Anonymous";
  }
}

const ids = new Map<string, string>();

/** An id in IAM's form that is the same for the same principal. */
function uniqueId(prefix: string, principal: string): string {
  let id = ids.get(principal);
  if (id === undefined) {
    const digits = createHash("sha256").update(principal).digest("hex").toUpperCase();
    id = `${prefix}${digits.slice(0, 17)}`;
    ids.set(principal, id);
  }
  return id;
}

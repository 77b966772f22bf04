import type { Access, Principal } from "../core/access.ts";
import type { Lookup } from "./pattern.ts";
import type { StatementRef, StatementSet } from "./statements.ts";

/** Which policies said no, and whether by a `Deny` or by saying nothing. */
export type DenialReason =
  | "explicit-identity"
  | "explicit-resource"
  | "explicit-boundary"
  | "explicit-session"
  | "implicit-identity"
  | "implicit-resource"
  | "implicit-boundary"
  | "implicit-session";

export type Decision =
  | { readonly allowed: true; readonly by: StatementRef }
  | { readonly allowed: false; readonly reason: DenialReason; readonly by?: StatementRef };

/** The policies that have a say in one request. */
export interface Policies {
  /** Of the session's role; undefined for principals without identity policies. */
  readonly identity: StatementSet | undefined;
  readonly boundary: StatementSet | undefined;
  /** Of the session itself. */
  readonly session?: StatementSet | undefined;
  readonly resource: StatementSet | undefined;
}

const ROOT_STATEMENT: StatementRef = { policy: "root", statement: "0" };

/**
 * Decides as AWS does within one account. Source: IAM User Guide, "Policy evaluation logic"; for keys, KMS
 * Developer Guide, "Key policies in AWS KMS".
 */
export function decide(principal: Principal, access: Access, policies: Policies, lookup: Lookup): Decision {
  const identity = evaluate(policies.identity, principal, access, lookup);
  if (identity.deny) return { allowed: false, reason: "explicit-identity", by: identity.deny };
  const boundary = evaluate(policies.boundary, principal, access, lookup);
  if (boundary.deny) return { allowed: false, reason: "explicit-boundary", by: boundary.deny };
  const session = evaluate(policies.session, principal, access, lookup);
  if (session.deny) return { allowed: false, reason: "explicit-session", by: session.deny };
  const resource = evaluate(policies.resource, principal, access, lookup);
  if (resource.deny) return { allowed: false, reason: "explicit-resource", by: resource.deny };

  if (resource.session) return { allowed: true, by: resource.session };
  const delegated = access.resourcePolicyRule !== "kms" || resource.account !== undefined;
  const allow = resource.direct ?? (delegated ? identityAllow(principal, identity) : undefined);
  if (allow === undefined) {
    const byIdentity = delegated && principal.kind === "session";
    return { allowed: false, reason: byIdentity ? "implicit-identity" : "implicit-resource" };
  }
  if (policies.boundary !== undefined && boundary.direct === undefined)
    return { allowed: false, reason: "implicit-boundary" };
  if (policies.session !== undefined && session.direct === undefined)
    return { allowed: false, reason: "implicit-session" };
  return { allowed: true, by: allow };
}

function identityAllow(principal: Principal, identity: Evaluation): StatementRef | undefined {
  return principal.kind === "root" ? ROOT_STATEMENT : identity.direct;
}

interface Evaluation {
  deny?: StatementRef;
  session?: StatementRef;
  direct?: StatementRef;
  account?: StatementRef;
}

const NOTHING: Evaluation = {};

function evaluate(
  statements: StatementSet | undefined,
  principal: Principal,
  access: Access,
  lookup: Lookup,
): Evaluation {
  if (statements === undefined) return NOTHING;
  const result: Evaluation = {};
  for (const statement of statements.for(access.action)) {
    const match = statement.matchesPrincipal(principal);
    if (match === "none" || !statement.applies(access.resource, lookup)) continue;
    if (statement.effect === "Deny") {
      result.deny = statement.ref;
      return result;
    }
    result[match] ??= statement.ref;
  }
  return result;
}

/** The message AWS answers a denied call with. Source: IAM User Guide, "Troubleshoot access denied error messages". */
export function denialMessage(principal: Principal, access: Access, reason: DenialReason): string {
  const who = `${describe(principal)} is not authorized to perform: ${access.action} on resource: ${access.resource}`;
  const [kind, policy] = reason.split("-") as ["explicit" | "implicit", keyof typeof POLICY_NAMES];
  return kind === "explicit"
    ? `${who} with an explicit deny in ${ARTICLES[policy]} ${POLICY_NAMES[policy]}`
    : `${who} because no ${POLICY_NAMES[policy]} allows the ${access.action} action`;
}

const POLICY_NAMES = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
} as const;

const ARTICLES = { identity: "an", resource: "a", boundary: "a", session: "a" } as const;

function describe(principal: Principal): string {
  switch (principal.kind) {
    case "service":
      return `Service: ${principal.service}`;
    case "federated":
      return `User: ${principal.provider}`;
    case "anonymous":
      return "User: anonymous";
    default:
      return `User: ${principal.arn}`;
  }
}

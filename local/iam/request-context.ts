import type { Access, PolicyValue, Principal, SessionSettings } from "../core/access.ts";
import type { Account } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import type { Lookup } from "./pattern.ts";

/** What the global condition keys are read from. */
export interface RequestFacts {
  readonly account: Account;
  readonly clock: Clock;
  /** Of the role in whose session the call is made. */
  readonly roleId?: string | undefined;
  readonly roleTags?: Readonly<Record<string, string>> | undefined;
}

/**
 * The condition keys of one request: those its service gives, then AWS's global ones.
 * Calls reach the local cloud over loopback, which counts as TLS: `aws:SecureTransport` is always `true`.
 * Source: IAM User Guide, "AWS global condition context keys".
 */
export function requestContext(principal: Principal, access: Access, facts: RequestFacts): Lookup {
  return (key) => fromService(access, key) ?? globalKey(principal, key, facts);
}

function fromService(access: Access, key: string): PolicyValue | undefined {
  if (access.context === undefined) return undefined;
  for (const name in access.context) {
    if (name.length === key.length && name.toLowerCase() === key) return access.context[name];
  }
  return undefined;
}

function globalKey(principal: Principal, key: string, facts: RequestFacts): PolicyValue | undefined {
  switch (key) {
    case "aws:principalarn":
      return principalArn(principal);
    case "aws:principalaccount":
      return principal.kind === "root" || principal.kind === "session" ? facts.account.accountId : undefined;
    case "aws:principaltype":
      return PRINCIPAL_TYPES[principal.kind];
    case "aws:userid":
      return userId(principal, facts);
    case "aws:principalisawsservice":
      return String(principal.kind === "service");
    case "aws:principalservicename":
      return principal.kind === "service" ? principal.service : undefined;
    case "aws:sourcearn":
      return principal.kind === "service" ? principal.sourceArn : undefined;
    case "aws:sourceaccount":
      return principal.kind === "service" && !principal.sourceless ? facts.account.accountId : undefined;
    case "aws:resourceaccount":
      return facts.account.accountId;
    case "aws:currenttime":
      return facts.clock.date().toISOString();
    case "aws:epochtime":
      return String(Math.floor(facts.clock.now() / 1000));
    case "aws:requestedregion":
      return facts.account.region;
    case "aws:securetransport":
      return "true";
    case "aws:viaawsservice":
      return "false";
    case "aws:multifactorauthpresent":
      return principal.kind === "session" ? "false" : undefined;
    case "aws:sourceidentity":
      return settingsOf(principal)?.sourceIdentity;
    default: {
      if (!key.startsWith(PRINCIPAL_TAG)) return undefined;
      const tag = key.slice(PRINCIPAL_TAG.length);
      return tagValue(settingsOf(principal)?.tags, tag) ?? tagValue(facts.roleTags, tag);
    }
  }
}

function settingsOf(principal: Principal): SessionSettings | undefined {
  return principal.kind === "session" ? principal.settings : undefined;
}

const PRINCIPAL_TAG = "aws:principaltag/";

const PRINCIPAL_TYPES = {
  root: "Account",
  session: "AssumedRole",
  service: undefined,
  federated: undefined,
  anonymous: "Anonymous",
} as const;

/** For a session the ARN of its role, as AWS has it. */
function principalArn(principal: Principal): string | undefined {
  if (principal.kind === "session") return principal.roleArn;
  return principal.kind === "root" ? principal.arn : undefined;
}

function userId(principal: Principal, facts: RequestFacts): string | undefined {
  switch (principal.kind) {
    case "root":
      return facts.account.accountId;
    case "session":
      return facts.roleId === undefined
        ? undefined
        : `${facts.roleId}:${principal.arn.slice(principal.arn.lastIndexOf("/") + 1)}`;
    case "anonymous":
      return "anonymous";
    default:
      return undefined;
  }
}

function tagValue(tags: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  for (const name in tags) if (name.toLowerCase() === key) return tags[name];
  return undefined;
}

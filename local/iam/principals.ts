import type { PolicyStatement, Principal } from "../core/access.ts";
import { type Account, globalArn } from "../core/account.ts";

/**
 * How a statement's `Principal` covers who asks. `account` only delegates: it lets the account's own identity
 * policies decide. `session` is not bounded by the permissions boundary of the session's role.
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "Policy evaluation logic".
 */
export type PrincipalMatch = "session" | "direct" | "account" | "none";
export type PrincipalTest = (principal: Principal) => PrincipalMatch;

type Element = NonNullable<PolicyStatement["Principal"]>;

/** Compiles the `Principal` element of a policy attached to a resource of the account. */
export function compilePrincipal(element: Element, account: Account): PrincipalTest {
  const listed = listedIn(element);
  const everyone = listed.everyone || listed.aws.has("*");
  const wholeAccount = namesAccount(listed.aws, account);
  return (principal) => {
    if (principal.kind === "session") {
      if (listed.aws.has(principal.arn)) return "session";
      if (everyone || listed.aws.has(principal.roleArn)) return "direct";
      return wholeAccount ? "account" : "none";
    }
    if (everyone) return "direct";
    if (principal.kind === "root") return wholeAccount ? "direct" : "none";
    return isListed(principal, listed) ? "direct" : "none";
  };
}

/**
 * Compiles `NotPrincipal`: it covers everyone but who is listed in each of its forms, so that a session is left
 * out only where account, role and session are all named.
 */
export function compileNotPrincipal(element: Element, account: Account): PrincipalTest {
  const listed = listedIn(element);
  const everyone = listed.everyone || listed.aws.has("*");
  const wholeAccount = namesAccount(listed.aws, account);
  return (principal) => {
    if (everyone) return "none";
    const exempt =
      (principal.kind === "root" && wholeAccount) ||
      isListed(principal, listed) ||
      (principal.kind === "session" &&
        wholeAccount &&
        listed.aws.has(principal.roleArn) &&
        listed.aws.has(principal.arn));
    return exempt ? "none" : "direct";
  };
}

interface Listed {
  readonly everyone: boolean;
  readonly aws: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly federated: ReadonlySet<string>;
}

/** Whether a principal that is no identity of the account is named. */
function isListed(principal: Principal, { services, federated }: Listed): boolean {
  if (principal.kind === "service") return services.has(principal.service);
  return principal.kind === "federated" && federated.has(principal.provider);
}

function listedIn(element: Element): Listed {
  if (element === "*") return { everyone: true, aws: new Set(), services: new Set(), federated: new Set() };
  const values = (type: string) => {
    const value = element[type];
    return new Set(value === undefined ? [] : typeof value === "string" ? [value] : value);
  };
  return { everyone: false, aws: values("AWS"), services: values("Service"), federated: values("Federated") };
}

function namesAccount(aws: ReadonlySet<string>, account: Account): boolean {
  return aws.has(account.accountId) || aws.has(globalArn(account, "iam", "root"));
}

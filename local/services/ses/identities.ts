import type { PolicyDocument } from "../../core/access.ts";
import { type Account, arn } from "../../core/account.ts";
import { identityText } from "../../core/identity.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import { alreadyExists, badRequest, notFound } from "./errors.ts";
import { domainOf, isEmailAddress } from "./mail/address.ts";
import { parseIdentityPolicy } from "./policy.ts";

/** Source: SES Developer Guide, "Service quotas", sending authorization policies. */
const MAX_POLICIES = 20;
const DKIM_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** An address or a domain that mail may be sent from. */
export interface EmailIdentity {
  readonly name: string;
  readonly arn: string;
  readonly type: "EMAIL_ADDRESS" | "DOMAIN";
  /** Of a domain: what its DNS records for DKIM would hold. */
  readonly dkimTokens: readonly string[];
  /** Sending authorization policies, as JSON, by their names. */
  readonly policies: Map<string, string>;
  configurationSetName: string | undefined;
  tags: Tags;
}

/**
 * The identities of the account. Each is verified as soon as it is made: on AWS somebody confirms a mail, or publishes
 * DNS records, first.
 */
export class EmailIdentities {
  readonly #account: Account;
  readonly #byName = new Map<string, EmailIdentity>();

  constructor(account: Account) {
    this.#account = account;
  }

  /** @throws {AwsError} `AlreadyExistsException`, `BadRequestException` */
  create(given: string, configurationSetName?: string, tags: Tags = {}): EmailIdentity {
    const name = checkIdentityName(given);
    if (this.#byName.has(name)) throw alreadyExists(`Email identity ${name} already exist.`);
    const type = name.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN";
    const identity: EmailIdentity = {
      name,
      arn: this.arnOf(name),
      type,
      dkimTokens: type === "DOMAIN" ? Array.from({ length: 3 }, () => identityText(DKIM_ALPHABET, 32)) : [],
      policies: new Map(),
      configurationSetName,
      tags: requireTags(tags, badRequest),
    };
    this.#byName.set(name, identity);
    return identity;
  }

  /** The identity that lets mail from an address be sent: its own, else that of its domain or of one above. */
  sending(address: string): EmailIdentity | undefined {
    const own = this.find(address);
    if (own !== undefined) return own;
    const labels = domainOf(address).split(".");
    for (let from = 0; from < labels.length - 1; from++) {
      const domain = this.find(labels.slice(from).join("."));
      if (domain !== undefined) return domain;
    }
    return undefined;
  }

  arnOf(name: string): string {
    return arn(this.#account, "ses", `identity/${normalized(name)}`);
  }

  *[Symbol.iterator](): Iterator<EmailIdentity> {
    yield* this.#byName.values();
  }

  find(name: string): EmailIdentity | undefined {
    return this.#byName.get(normalized(name));
  }

  /** @throws {AwsError} `NotFoundException` */
  require(name: string): EmailIdentity {
    const identity = this.find(name);
    if (identity === undefined) throw notFound(`Email identity ${name} does not exist.`);
    return identity;
  }

  /** @throws {AwsError} `NotFoundException` */
  delete(name: string): void {
    this.#byName.delete(this.require(name).name);
  }

  /** @throws {AwsError} `BadRequestException`, `NotFoundException`; `AlreadyExistsException` unless `replace` */
  putPolicy(identityName: string, policyName: string, policy: string, replace: boolean): void {
    const { policies } = this.require(identityName);
    if (!/^[\w-]{1,64}$/.test(policyName))
      throw badRequest(`The policy name '${policyName}' must have 1 to 64 letters, digits, - and _.`);
    if (!replace && policies.has(policyName)) throw alreadyExists(`Policy ${policyName} already exists.`);
    if (replace && !policies.has(policyName)) throw notFound(`Policy ${policyName} does not exist.`);
    if (policies.size >= MAX_POLICIES && !replace)
      throw badRequest(`An identity has at most ${MAX_POLICIES} policies.`);
    parseIdentityPolicy(policy);
    policies.set(policyName, policy);
  }
}

/** All policies of an identity as one; undefined without any. */
export function resourcePolicyOf({ policies }: EmailIdentity): PolicyDocument | undefined {
  if (policies.size === 0) return undefined;
  return {
    Version: "2012-10-17",
    Statement: [...policies.values()].flatMap((policy) => parseIdentityPolicy(policy).Statement),
  };
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+${LABEL}$`);

/** The name as SES keeps it. @throws {AwsError} `BadRequestException` */
export function checkIdentityName(given: string): string {
  const name = normalized(given);
  const valid = name.includes("@")
    ? isEmailAddress(name) && DOMAIN.test(domainOf(name))
    : name.length <= 255 && DOMAIN.test(name);
  if (!valid) throw badRequest(`The email identity '${given}' is neither an email address nor a domain.`);
  return name;
}

/** Domains are the same in either case, and what precedes them is not. Source: SES Developer Guide, "Verified identities". */
function normalized(name: string): string {
  const at = name.lastIndexOf("@");
  return name.slice(0, at + 1) + name.slice(at + 1).toLowerCase();
}

import type { Principal } from "../../core/access.ts";
import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { aliasNotFound, invalid, keyNotFound } from "./errors.ts";
import { Key } from "./key.ts";
import { checkKeyPolicy, defaultKeyPolicy, type PolicyCheck } from "./key-policy.ts";
import { checkedTags } from "./wire.ts";

export interface Alias {
  /** `alias/…`. */
  readonly name: string;
  readonly arn: string;
  readonly keyId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface KeyInput {
  readonly description?: string;
  readonly policy?: string;
  readonly bypassLockoutCheck?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

const ALIAS_NAME = /^alias\/[a-zA-Z0-9/_-]{1,250}$/;
const MAX_DESCRIPTION = 8_192;

/** Why KMS refuses an alias name, or undefined. Source: KMS API Reference, "CreateAlias". */
export function aliasNameProblem(name: string): string | undefined {
  if (!ALIAS_NAME.test(name))
    return `Alias must start with the prefix "alias/" and have only letters, digits, /, _ and -, at most 256 characters in all: ${name}`;
  if (name.startsWith("alias/aws/")) return `Aliases that start with alias/aws/ are AWS's own: ${name}`;
  return undefined;
}

/** Keys and aliases. A key whose waiting period is over is gone, and its aliases with it. */
export class KeyStore {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #iam: PolicyCheck["iam"];
  readonly #keys = new Map<string, Key>();
  readonly #aliases = new Map<string, Alias>();

  constructor(options: {
    readonly account: Account;
    readonly clock: Clock;
    readonly iam: PolicyCheck["iam"];
  }) {
    this.#account = options.account;
    this.#clock = options.clock;
    this.#iam = options.iam;
  }

  /** @throws {AwsError} `MalformedPolicyDocumentException`, `LimitExceededException`, `TagException` */
  create(principal: Principal, input: KeyInput): Key {
    const description = input.description ?? "";
    checkDescription(description);
    const text = input.policy ?? defaultKeyPolicy(this.#account);
    const keyArn = arn(this.#account, "kms", "key/*");
    const document = this.#checkPolicy(principal, keyArn, text, input.bypassLockoutCheck ?? false);
    const key = new Key({
      account: this.#account,
      clock: this.#clock,
      description,
      tags: checkedTags(input.tags ?? {}),
      policy: { text, document },
    });
    this.#keys.set(key.id, key);
    return key;
  }

  /** @throws {AwsError} `MalformedPolicyDocumentException`, `KMSInvalidStateException` */
  putPolicy(principal: Principal, key: Key, text: string, bypassLockoutCheck: boolean): void {
    key.requireNotPendingDeletion();
    key.policy = { text, document: this.#checkPolicy(principal, key.arn, text, bypassLockoutCheck) };
  }

  /** Gives the key the policy it would have had without one. */
  resetPolicy(principal: Principal, key: Key): void {
    this.putPolicy(principal, key, defaultKeyPolicy(this.#account), false);
  }

  setDescription(key: Key, description: string): void {
    checkDescription(description);
    key.requireNotPendingDeletion();
    key.description = description;
  }

  keys(): Key[] {
    this.#sweep();
    return [...this.#keys.values()];
  }

  /** By id, key ARN, alias name or alias ARN. @throws {AwsError} `NotFoundException` */
  resolve(name: string): Key {
    const own = arn(this.#account, "kms", "");
    const local = name.startsWith(own) ? name.slice(own.length) : name;
    if (local.startsWith("alias/")) {
      const alias = this.#aliases.get(local);
      if (alias === undefined) throw aliasNotFound(`${own}${local}`);
      return this.key(alias.keyId);
    }
    return this.key(name);
  }

  /** By id or key ARN only. @throws {AwsError} `NotFoundException` */
  key(name: string): Key {
    this.#sweep();
    const prefix = arn(this.#account, "kms", "key/");
    const id = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const key = this.#keys.get(id);
    if (key === undefined) throw keyNotFound(name.startsWith("arn:") ? name : `${prefix}${name}`);
    return key;
  }

  aliases(): Alias[] {
    this.#sweep();
    return [...this.#aliases.values()];
  }

  aliasesOf(key: Key): Alias[] {
    return this.aliases().filter(({ keyId }) => keyId === key.id);
  }

  /** @throws {AwsError} `NotFoundException` */
  alias(name: string): Alias {
    this.#sweep();
    const alias = this.#aliases.get(name);
    if (alias === undefined) throw aliasNotFound(arn(this.#account, "kms", name));
    return alias;
  }

  /** @throws {AwsError} `AlreadyExistsException`, `InvalidAliasNameException`, `NotFoundException` */
  createAlias(name: string, targetKey: string): Alias {
    const problem = aliasNameProblem(name);
    if (problem !== undefined) throw new AwsError("InvalidAliasNameException", problem);
    const key = this.key(targetKey);
    key.requireNotPendingDeletion();
    const aliasArn = arn(this.#account, "kms", name);
    if (this.#aliases.has(name))
      throw new AwsError("AlreadyExistsException", `An alias with the name ${aliasArn} already exists`);
    const now = this.#clock.now();
    const alias = { name, arn: aliasArn, keyId: key.id, createdAt: now, updatedAt: now };
    this.#aliases.set(name, alias);
    return alias;
  }

  updateAlias(name: string, targetKey: string): void {
    const alias = this.alias(name);
    const key = this.key(targetKey);
    key.requireNotPendingDeletion();
    this.#aliases.set(name, { ...alias, keyId: key.id, updatedAt: this.#clock.now() });
  }

  deleteAlias(name: string): void {
    this.#aliases.delete(this.alias(name).name);
  }

  #checkPolicy(principal: Principal, keyArn: string, text: string, bypassLockoutCheck: boolean) {
    return checkKeyPolicy(text, {
      account: this.#account,
      iam: this.#iam,
      principal,
      keyArn,
      bypassLockoutCheck,
    });
  }

  #sweep(): void {
    for (const key of this.#keys.values()) {
      if (!key.expired) continue;
      this.#keys.delete(key.id);
      for (const alias of this.#aliases.values())
        if (alias.keyId === key.id) this.#aliases.delete(alias.name);
    }
  }
}

function checkDescription(description: string): void {
  if (description.length > MAX_DESCRIPTION)
    throw invalid(
      `The description has ${description.length} characters; at most ${MAX_DESCRIPTION} are allowed.`,
    );
}

import type { Access, PolicyValue } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { resourceTagKeys } from "../../core/tags.ts";
import type { EncryptionContext } from "./cipher.ts";
import type { Key } from "./key.ts";
import type { KeyStore } from "./key-store.ts";

/** What the groups of KMS's operations share. */
export interface KmsContext {
  readonly account: Account;
  readonly clock: Clock;
  readonly store: KeyStore;
  readonly access: KeyAccess;
}

type ConditionKeys = Readonly<Record<string, PolicyValue>>;

/** What a caller must be allowed on a key. Source: KMS Developer Guide, "AWS KMS condition keys". */
export class KeyAccess {
  readonly #account: Account;
  readonly #store: KeyStore;

  constructor(account: Account, store: KeyStore) {
    this.#account = account;
    this.#store = store;
  }

  to(key: Key, action: string, extra: ConditionKeys = {}): Access {
    return {
      action,
      resource: key.arn,
      resourcePolicy: key.effectivePolicy,
      resourcePolicyRule: "kms",
      context: {
        "kms:CallerAccount": this.#account.accountId,
        "kms:KeySpec": "SYMMETRIC_DEFAULT",
        "kms:KeyUsage": "ENCRYPT_DECRYPT",
        "kms:KeyOrigin": "AWS_KMS",
        "kms:MultiRegion": "false",
        "kms:ResourceAliases": this.#store.aliasesOf(key).map(({ name }) => name),
        ...resourceTagKeys(key.tags),
        ...extra,
      },
    };
  }

  /** For a cryptographic operation that was asked for by the name in the request. */
  toCrypt(key: Key, action: string, requestedAs: string | undefined, context: EncryptionContext): Access {
    const alias = requestedAs === undefined ? undefined : /alias\/.*$/.exec(requestedAs)?.[0];
    return this.to(key, action, {
      "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
      ...(alias === undefined ? {} : { "kms:RequestAlias": alias }),
      ...this.encryptionContext(context),
    });
  }

  encryptionContext(context: EncryptionContext): ConditionKeys {
    const keys = Object.keys(context);
    if (keys.length === 0) return {};
    return {
      ...Object.fromEntries(keys.map((key) => [`kms:EncryptionContext:${key}`, context[key] ?? ""])),
      "kms:EncryptionContextKeys": keys,
    };
  }
}

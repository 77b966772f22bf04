import type { Authorizer, Principal } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { KeyCipher, KeyUse, RoleSessions } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { aliasOperations } from "./alias-operations.ts";
import { readHeader } from "./cipher.ts";
import { cryptoOperations } from "./crypto-operations.ts";
import { grantOperations } from "./grant-operations.ts";
import { KeyAccess } from "./key-access.ts";
import { keyOperations } from "./key-operations.ts";
import { KeyStore } from "./key-store.ts";
import { open, seal } from "./sealing.ts";

export interface KmsOptions {
  readonly account: Account;
  readonly clock: Clock;
  /** Decides on key uses, and knows which roles a key policy may name. */
  readonly iam: Authorizer & Pick<RoleSessions, "requireRole">;
}

/** Key Management Service with symmetric encryption keys, aliases, key policies, grants and rotation. */
export class Kms implements KeyCipher {
  readonly service: Service;
  readonly store: KeyStore;
  /** Who creates keys and sets their policies in a deployment. */
  readonly deployer: Principal;
  readonly #account: Account;
  readonly #iam: Authorizer;
  readonly #access: KeyAccess;

  constructor(options: KmsOptions) {
    this.#account = options.account;
    this.#iam = options.iam;
    this.store = new KeyStore(options);
    this.deployer = { kind: "root", arn: globalArn(options.account, "iam", "root") };
    this.#access = new KeyAccess(options.account, this.store);
    const context = {
      account: options.account,
      clock: options.clock,
      store: this.store,
      access: this.#access,
    };
    this.service = {
      signingName: "kms",
      protocol: "awsJson1.1",
      targetPrefix: "TrentService",
      operations: {
        ...keyOperations(context),
        ...aliasOperations(context),
        ...grantOperations(context),
        ...cryptoOperations(context),
      },
    };
  }

  resolve(key: string): string {
    return this.store.resolve(key).arn;
  }

  /** A service principal uses the key for itself, anyone else through the service: only then is there a `kms:ViaService`. */
  use(principal: Principal, use: KeyUse): void {
    const key = this.store.resolve(use.key);
    const via = `${use.via}.${this.#account.region}.amazonaws.com`;
    this.#iam.authorize(
      principal,
      this.#access.to(key, use.action, {
        ...(principal.kind === "service" ? {} : { "kms:ViaService": via }),
        ...(use.action === "kms:CreateGrant" ? { "kms:GrantIsForAWSResource": "true" } : {}),
        ...this.#access.encryptionContext(use.encryptionContext ?? {}),
      }),
    );
    if (use.action !== "kms:DescribeKey") key.requireUsable();
  }

  encrypt(principal: Principal, use: KeyUse, plaintext: Buffer): Buffer {
    this.use(principal, use);
    return seal(this.store.resolve(use.key), plaintext, use.encryptionContext ?? {});
  }

  decrypt(principal: Principal, use: Omit<KeyUse, "key" | "action">, ciphertext: Buffer): Buffer {
    const key = this.store.key(readHeader(ciphertext).keyId);
    this.use(principal, { ...use, key: key.id, action: "kms:Decrypt" });
    return open(key, ciphertext, use.encryptionContext ?? {});
  }
}

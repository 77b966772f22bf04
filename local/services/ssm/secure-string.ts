import { randomBytes, randomUUID } from "node:crypto";
import type { Principal } from "../../core/access.ts";
import type { KeyCipher } from "../../core/ports.ts";
import { decrypt, encrypt } from "../kms/cipher.ts";
import { fromKeyService } from "./errors.ts";
import type { Parameter, ParameterVersion, Tier } from "./parameter.ts";

/** What a `SecureString` without a key of its own is encrypted with. */
export const MANAGED_KEY = "alias/aws/ssm";

/**
 * Encrypts and decrypts `SecureString`s in the name of whoever calls, who must be allowed to use the key. The key that
 * AWS manages lets in everybody of the account who comes through Parameter Store.
 * Source: Systems Manager User Guide, "AWS KMS encryption for AWS Systems Manager Parameter Store SecureString parameters".
 */
export class SecureStrings {
  readonly #keys: KeyCipher;
  readonly #managed = { material: randomBytes(32), header: { keyId: randomUUID(), generation: 0 } };

  constructor(keys: KeyCipher) {
    this.#keys = keys;
  }

  /**
   * The ciphertext as base64. A standard parameter is encrypted by KMS itself, an advanced one under a data key.
   * @throws {AwsError} `AccessDeniedException`, `InvalidKeyId`
   */
  encrypt(principal: Principal, parameterArn: string, key: string, tier: Tier, value: string): string {
    const plaintext = Buffer.from(value, "utf8");
    const encryptionContext = contextOf(parameterArn);
    if (isManaged(key)) {
      const { header, material } = this.#managed;
      return encrypt(header, material, plaintext, encryptionContext).toString("base64");
    }
    const action = tier === "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt";
    try {
      const use = { key, action, via: "ssm", encryptionContext } as const;
      return this.#keys.encrypt(principal, use, plaintext).toString("base64");
    } catch (error) {
      throw fromKeyService(error);
    }
  }

  /** @throws {AwsError} `AccessDeniedException`, `InvalidKeyId` */
  decrypt(
    principal: Principal,
    parameter: Parameter,
    { keyId = MANAGED_KEY, value }: ParameterVersion,
  ): string {
    const ciphertext = Buffer.from(value, "base64");
    const encryptionContext = contextOf(parameter.arn);
    if (isManaged(keyId))
      return decrypt(this.#managed.material, ciphertext, encryptionContext).toString("utf8");
    try {
      return this.#keys.decrypt(principal, { via: "ssm", encryptionContext }, ciphertext).toString("utf8");
    } catch (error) {
      throw fromKeyService(error);
    }
  }
}

function contextOf(parameterArn: string): Readonly<Record<string, string>> {
  return { PARAMETER_ARN: parameterArn };
}

function isManaged(key: string): boolean {
  return key === MANAGED_KEY || key.endsWith(`:${MANAGED_KEY}`);
}

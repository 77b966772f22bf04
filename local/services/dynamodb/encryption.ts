import type { Principal } from "../../core/access.ts";
import { type Account, arn } from "../../core/account.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import type { Keys, KeyUse } from "../../core/ports.ts";
import type { SseSpecification } from "./control-plane/types.ts";
import type { Table } from "./engine/table.ts";
import { invalidParameter } from "./errors.ts";

/**
 * Uses of the customer-managed keys that tables are encrypted with, each on behalf of the caller.
 * Source: Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest".
 */
export class Encryption {
  readonly #account: Account;
  readonly #keys: Keys;

  constructor(account: Account, keys: Keys) {
    this.#account = account;
    this.#keys = keys;
  }

  /**
   * The ARN of the key that a specification asks for; undefined for AWS's own, the default.
   * @throws {AwsError} when the caller may not use the key for a table, or there is no such key.
   */
  requireKey(principal: Principal, tableName: string, specification: SseSpecification): string | undefined {
    const { Enabled: enabled = false, SSEType: type = "KMS", KMSMasterKeyId: key } = specification;
    if (!enabled) {
      if (key !== undefined) {
        throw invalidParameter("KMSMasterKeyId must not be specified when SSE is disabled");
      }
      return undefined;
    }
    if (type !== "KMS") throw invalidParameter(`SSEType ${type} is not supported`);
    if (key === undefined || key === "alias/aws/dynamodb") return this.#managedKeyArn;
    for (const action of ["kms:DescribeKey", "kms:CreateGrant"] as const) {
      this.#use(principal, { key, action, tableName });
    }
    return this.#keys.resolve(key);
  }

  /** @throws {AwsError} `AccessDeniedException` when the caller cannot use the table's key. */
  requireAccess(principal: Principal, table: Table): void {
    const { kmsKeyArn: key, name: tableName } = table.definition;
    if (key === undefined || key === this.#managedKeyArn) return;
    this.#use(principal, { key, action: "kms:Decrypt", tableName });
  }

  /** DynamoDB's own key in the account: whoever may use the table may use it. */
  get #managedKeyArn(): string {
    return arn(this.#account, "kms", "alias/aws/dynamodb");
  }

  #use(principal: Principal, use: Pick<KeyUse, "key" | "action"> & { tableName: string }): void {
    try {
      this.#keys.use(principal, {
        key: use.key,
        action: use.action,
        via: "dynamodb",
        encryptionContext: {
          "aws:dynamodb:tableName": use.tableName,
          "aws:dynamodb:subscriberId": this.#account.accountId,
        },
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "NotFoundException") throw validationError(`KMS validation error: ${error.message}`);
      throw new AwsError("AccessDeniedException", `KMS key access denied error: ${error.message}`);
    }
  }
}

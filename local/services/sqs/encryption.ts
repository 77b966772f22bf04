import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys, KeyUse } from "../../core/ports.ts";
import { fromKeyService } from "./errors.ts";
import type { Queue } from "./queue.ts";

const AWS_MANAGED_KEY = "alias/aws/sqs";

/** Uses a queue's customer-managed key as SQS does, in the name of who sends or receives. */
export class Encryption {
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** @throws {AwsError} `KmsAccessDenied`, `KmsDisabled`, `KmsInvalidState`, `KmsNotFound` */
  encrypt(queue: Queue, principal: Principal): void {
    this.#use(queue, principal, "kms:GenerateDataKey");
    this.#use(queue, principal, "kms:Decrypt");
  }

  /** @throws {AwsError} `KmsAccessDenied`, `KmsDisabled`, `KmsInvalidState`, `KmsNotFound` */
  decrypt(queue: Queue, principal: Principal): void {
    this.#use(queue, principal, "kms:Decrypt");
  }

  #use(queue: Queue, principal: Principal, action: KeyUse["action"]): void {
    const key = queue.settings.kmsMasterKeyId;
    if (key === undefined) return;
    try {
      if (key.endsWith(AWS_MANAGED_KEY)) this.#useManagedKey(principal, action);
      else
        this.#keys.use(principal, {
          key,
          action,
          via: "sqs",
          encryptionContext: { "aws:sqs:arn": queue.arn },
        });
    } catch (error) {
      throw fromKeyService(error);
    }
  }

  /** The policy of the AWS managed key lets in the account's principals and no service. */
  #useManagedKey(principal: Principal, action: string): void {
    if (principal.kind === "service") {
      throw new AwsError(
        "AccessDeniedException",
        `User: ${principal.service} is not authorized to perform: ${action} on ${AWS_MANAGED_KEY}, whose policy AWS manages: encrypt the queue with a customer managed key that allows ${principal.service}.`,
      );
    }
  }
}

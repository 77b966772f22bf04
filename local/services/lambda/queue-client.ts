import { randomUUID } from "node:crypto";
import type { Access, Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Dispatcher } from "../../core/service.ts";
import { accountRoot } from "./names.ts";

export interface SqsMessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string | Uint8Array;
}

export interface SqsMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, SqsMessageAttribute>>;
  readonly MD5OfMessageAttributes?: string;
}

/** SQS as Lambda uses it: by queue ARN, and in the name of whoever is asked for. */
export class QueueClient {
  readonly #account: Account;
  readonly #dispatcher: Dispatcher;

  constructor(account: Account, dispatcher: Dispatcher) {
    this.#account = account;
    this.#dispatcher = dispatcher;
  }

  /** @throws {AwsError} `QueueDoesNotExist` */
  async visibilityTimeoutSeconds(
    queueArn: string,
    principal: Principal = accountRoot(this.#account),
  ): Promise<number> {
    const { Attributes } = await this.#call<{ Attributes?: Record<string, string> }>(
      queueArn,
      "GetQueueAttributes",
      { AttributeNames: ["VisibilityTimeout"] },
      principal,
    );
    return Number(Attributes?.VisibilityTimeout ?? 30);
  }

  async receive(
    queueArn: string,
    principal: Principal,
    maximum: number,
    waitTimeSeconds: number,
  ): Promise<readonly SqsMessage[]> {
    const { Messages = [] } = await this.#call<{ Messages?: SqsMessage[] }>(
      queueArn,
      "ReceiveMessage",
      {
        MaxNumberOfMessages: maximum,
        WaitTimeSeconds: waitTimeSeconds,
        AttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      principal,
    );
    return Messages;
  }

  /** Deletes up to ten messages. @returns the ids of those that SQS did not delete. */
  async delete(queueArn: string, principal: Principal, messages: readonly SqsMessage[]): Promise<string[]> {
    const { Failed = [] } = await this.#call<{ Failed?: { Id: string }[] }>(
      queueArn,
      "DeleteMessageBatch",
      { Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })) },
      principal,
    );
    return Failed.map(({ Id }) => messages[Number(Id)]?.MessageId ?? Id);
  }

  async send(
    queueArn: string,
    principal: Principal,
    body: string,
    attributes: Readonly<Record<string, SqsMessageAttribute>> = {},
  ): Promise<void> {
    await this.#call(
      queueArn,
      "SendMessage",
      {
        MessageBody: body,
        ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
      },
      principal,
    );
  }

  /** What SQS would ask the authorizer before each of these operations, the queue's own policy included. */
  async accesses(queueArn: string, principal: Principal, operation: string): Promise<readonly Access[]> {
    const input = { QueueUrl: await this.#url(queueArn) };
    const call = { principal, requestId: randomUUID() };
    return this.#dispatcher.service("sqs")?.operations[operation]?.access(input as never, call) ?? [];
  }

  async #call<Output>(
    queueArn: string,
    operation: string,
    input: object,
    principal: Principal,
  ): Promise<Output> {
    const QueueUrl = await this.#url(queueArn);
    return this.#dispatcher.call<Output>("sqs", operation, { QueueUrl, ...input }, principal);
  }

  async #url(queueArn: string): Promise<string> {
    const { QueueUrl } = await this.#dispatcher.call<{ QueueUrl: string }>(
      "sqs",
      "GetQueueUrl",
      { QueueName: queueArn.split(":").at(-1) },
      accountRoot(this.#account),
    );
    return QueueUrl;
  }
}

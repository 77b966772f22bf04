import type { Platform } from "../../local/platform.ts";

export interface QueueMessage {
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** A queue of the platform as the account itself sees it. */
export class RootQueue {
  readonly url: string;
  readonly #platform: Platform;

  constructor(platform: Platform, url: string) {
    this.#platform = platform;
    this.url = url;
  }

  /** @throws {Error} when there is no such queue */
  static async named(platform: Platform, QueueName: string): Promise<RootQueue> {
    const { QueueUrl } = await platform.callAsRoot<{ QueueUrl: string }>("sqs", "GetQueueUrl", { QueueName });
    return new RootQueue(platform, QueueUrl);
  }

  async send(MessageBody: string): Promise<void> {
    await this.#call("SendMessage", { MessageBody });
  }

  /** Up to ten messages that are visible now; they are deleted. */
  async take(): Promise<readonly QueueMessage[]> {
    const { Messages = [] } = await this.#call<{ Messages?: QueueMessage[] }>("ReceiveMessage", {
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    for (const { ReceiptHandle } of Messages) await this.#call("DeleteMessage", { ReceiptHandle });
    return Messages;
  }

  async purge(): Promise<void> {
    await this.#call("PurgeQueue", {});
  }

  async arn(): Promise<string> {
    return String((await this.#attributes()).QueueArn);
  }

  /** How many messages it holds, visible or in flight. */
  async depth(): Promise<number> {
    const attributes = await this.#attributes();
    return (
      Number(attributes.ApproximateNumberOfMessages) +
      Number(attributes.ApproximateNumberOfMessagesNotVisible)
    );
  }

  async #attributes(): Promise<Readonly<Record<string, string>>> {
    const { Attributes } = await this.#call<{ Attributes: Record<string, string> }>("GetQueueAttributes", {
      AttributeNames: ["All"],
    });
    return Attributes;
  }

  #call<Output>(operation: string, input: object): Promise<Output> {
    return this.#platform.callAsRoot<Output>("sqs", operation, { QueueUrl: this.url, ...input });
  }
}

import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CORRELATION_ATTRIBUTE } from "../contracts/message-attributes.ts";
import type { OrderCreatedMessage } from "../contracts/order.ts";
import { callAws, clientConfig } from "./client.ts";

/** The SQS queue `order-events`. */
export class OrderEventsQueue {
  readonly #url: string;
  readonly #client: SQSClient;

  /** The client calls the region's endpoint, not the host that is named in the queue's URL. */
  constructor(url: string, client = new SQSClient({ ...clientConfig, useQueueUrlAsEndpoint: false })) {
    this.#url = url;
    this.#client = client;
  }

  async send(message: OrderCreatedMessage, correlationId: string): Promise<void> {
    const command = new SendMessageCommand({
      QueueUrl: this.#url,
      MessageBody: messageBody(message),
      MessageAttributes: { [CORRELATION_ATTRIBUTE]: { DataType: "String", StringValue: correlationId } },
    });
    await callAws("SQS", "SendMessage", { queue_url: this.#url }, (options) =>
      this.#client.send(command, options),
    );
  }
}

/** SQS refuses the two non-characters U+FFFE and U+FFFF, which JSON leaves as they are. Source: `SendMessage`. */
function messageBody(message: OrderCreatedMessage): string {
  return JSON.stringify(message).replace(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

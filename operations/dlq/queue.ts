import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type DeadLetter, deadLetterOf } from "./dead-letter.ts";

/** The most that SQS hands out, or takes, at once. */
export const BATCH = 10;
/** A wait makes SQS ask all of its servers: without one, it says of a queue with few messages that there are none. */
const WAIT_SECONDS = 1;

export interface Depth {
  /** What can be received. */
  readonly visible: number;
  /** What somebody has received and neither deleted nor let go. */
  readonly inFlight: number;
}

/** A queue whose messages are looked at and taken out. */
export class Queue {
  readonly arn: string;
  readonly url: string;
  readonly #sqs: SQSClient;

  constructor(sqs: SQSClient, { arn, url }: Pick<Queue, "arn" | "url">) {
    this.#sqs = sqs;
    this.arn = arn;
    this.url = url;
  }

  get name(): string {
    return this.arn.slice(this.arn.lastIndexOf(":") + 1);
  }

  async depth(): Promise<Depth> {
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.url,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    return {
      visible: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    };
  }

  /** Up to `max` messages, each once, which nobody else gets for `hiddenSeconds`. */
  async receive(max: number, hiddenSeconds: number): Promise<readonly DeadLetter[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: Math.min(max, BATCH),
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
    );
    return [...new Map(Messages.map(deadLetterOf).map((message) => [message.id, message])).values()];
  }

  /** Lets messages be received again, now. What can't be let go comes back by itself. */
  async release(receiptHandles: readonly string[]): Promise<void> {
    for (let first = 0; first < receiptHandles.length; first += BATCH) {
      const Entries = receiptHandles
        .slice(first, first + BATCH)
        .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries }));
    }
  }

  async delete({ receiptHandle }: DeadLetter): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receiptHandle }));
  }
}

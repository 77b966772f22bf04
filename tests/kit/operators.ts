import { randomUUID } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import { RootQueue } from "./queues.ts";
import { advanceUntil, waitFor } from "./wait.ts";

/** What CloudWatch tells of a change of an alarm's state (CloudWatch User Guide, "Notifying users on alarm changes"). */
export interface Notification {
  readonly Subject: string;
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: "OK" | "ALARM";
  readonly NewStateReason: string;
}

/** Someone who subscribed to the operators' topic: a queue that only that topic may send to. */
export class Operator {
  readonly #platform: Platform;
  readonly #inbox: RootQueue;
  #unread: Notification[] = [];
  #texts: string[] = [];
  /** Who subscribes by a queue may get a message twice. */
  readonly #known = new Set<string>();

  private constructor(platform: Platform, inbox: RootQueue) {
    this.#platform = platform;
    this.#inbox = inbox;
  }

  static async subscribe(platform: Platform): Promise<Operator> {
    const { partition, region, accountId } = platform.cloud.account;
    const QueueName = `operator-${randomUUID()}`;
    const queueArn = `arn:${partition}:sqs:${region}:${accountId}:${QueueName}`;
    const TopicArn = String(platform.outputs.operatorsTopicArn);
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
        },
      ],
    });
    await platform.callAsRoot("sqs", "CreateQueue", { QueueName, Attributes: { Policy } });
    await platform.callAsRoot("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: queueArn });
    return new Operator(platform, await RootQueue.named(platform, QueueName));
  }

  /** Everything that came and was not read before. */
  async readAll(): Promise<readonly Notification[]> {
    await this.#fetch();
    return this.#unread.splice(0);
  }

  /**
   * Reads the next notification of an alarm's change to a state, and lets up to `minutes` pass until it comes.
   * @throws {Error} when it does not come
   */
  next(alarmName: string, state: Notification["NewStateValue"], minutes: number): Promise<Notification> {
    const isIt = ({ AlarmName, NewStateValue }: Notification) =>
      AlarmName === alarmName && NewStateValue === state;
    return advanceUntil(
      this.#platform.cloud.clock,
      `${alarmName} to tell of ${state}`,
      async () => {
        await this.#fetch();
        const found = this.#unread.find(isIt);
        this.#unread = this.#unread.filter((notification) => notification !== found);
        return found;
      },
      { stepMs: 30_000, atMostMs: minutes * 60_000 },
    );
  }

  /** Everything that rules of the bus told and was not read before, as soon as there is something with a part. */
  async nextTexts(part: string): Promise<readonly string[]> {
    await waitFor(`a text with ${part}`, async () => {
      await this.#fetch();
      return this.#texts.some((text) => text.includes(part));
    });
    return this.#texts.splice(0);
  }

  async #fetch(): Promise<void> {
    for (let messages = await this.#inbox.take(); messages.length > 0; messages = await this.#inbox.take()) {
      for (const { Body } of messages) {
        const { MessageId, Subject, Message } = JSON.parse(Body);
        if (this.#known.has(MessageId)) continue;
        this.#known.add(MessageId);
        if (Message.startsWith("{")) this.#unread.push({ ...JSON.parse(Message), Subject });
        else this.#texts.push(Message);
      }
    }
  }
}

import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { ExecutionAlreadyExists, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand } from "@aws-sdk/client-sns";
import {
  GetQueueUrlCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import type { Clients } from "../clients.ts";
import type { DeadLetter } from "./dead-letter.ts";
import { NotRedrivable, type Redrive } from "./referrers/referrer.ts";

/** What a target is to get. */
export interface Payload {
  readonly text: string;
  /** Of a queue. */
  readonly groupId?: string | undefined;
}

/** Whoever failed to take something, and is to get it again. */
export class Targets {
  readonly #clients: Clients;

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  /** Hands a dead letter's payload to a target of any kind. @throws {NotRedrivable} for a kind that is not known */
  to(arn: string, { id }: DeadLetter, { text, groupId }: Payload): Redrive {
    switch (arn.split(":")[2]) {
      case "lambda":
        return { to: arn, send: () => this.#invoke(arn, text) };
      case "sqs":
        return { to: arn, send: () => this.#send(arn, id, { MessageBody: text, MessageGroupId: groupId }) };
      case "sns":
        return { to: arn, send: () => this.#publish(arn, text) };
      case "states":
        return { to: arn, send: () => this.#start(arn, id, text) };
      default:
        throw new NotRedrivable(`${arn} is neither a function, a queue, a topic nor a state machine.`);
    }
  }

  /** Sends a dead letter to a queue as it is, with its attributes, its trace and its group. */
  asItIs(queueArn: string, { id, body, attributes, groupId, traceHeader }: DeadLetter): Redrive {
    const message: Message = {
      MessageBody: body,
      MessageGroupId: groupId,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, plain(value)]),
      ),
      ...(traceHeader !== undefined && {
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } },
      }),
    };
    return { to: queueArn, send: () => this.#send(queueArn, id, message) };
  }

  /** Puts an event on a bus. */
  onBus(busArn: string, entry: PutEventsRequestEntry): Redrive {
    return { to: busArn, send: () => put(this.#clients.events, { ...entry, EventBusName: busArn }) };
  }

  /** Lambda knows the event by the request's id. */
  async #invoke(FunctionName: string, payload: string): Promise<string> {
    const { $metadata } = await this.#clients.lambda.send(
      new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: Buffer.from(payload) }),
    );
    return $metadata.requestId ?? "";
  }

  /**
   * The deduplication id is the dead letter's own: a repeat of ours is dropped, while the id that the message had first
   * would have SQS drop it within five minutes of its first sending.
   */
  async #send(arn: string, id: string, message: Message): Promise<string> {
    const { sqs } = this.#clients;
    const [, , , , owner, name = ""] = arn.split(":");
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: owner }),
    );
    const deduplication = name.endsWith(".fifo") ? { MessageDeduplicationId: id } : {};
    const { MessageId = "" } = await sqs.send(
      new SendMessageCommand({ QueueUrl, ...message, ...deduplication }),
    );
    return MessageId;
  }

  async #publish(TopicArn: string, Message: string): Promise<string> {
    const { MessageId = "" } = await this.#clients.sns.send(new PublishCommand({ TopicArn, Message }));
    return MessageId;
  }

  /** An execution of that name is a repeat of ours. */
  async #start(stateMachineArn: string, name: string, input: string): Promise<string> {
    try {
      await this.#clients.states.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    return name;
  }
}

type Message = Omit<SendMessageCommandInput, "QueueUrl">;

async function put(events: EventBridgeClient, entry: PutEventsRequestEntry): Promise<string> {
  const { Entries: [{ EventId, ErrorCode, ErrorMessage } = {}] = [] } = await events.send(
    new PutEventsCommand({ Entries: [entry] }),
  );
  if (EventId === undefined) throw Object.assign(new Error(ErrorMessage), { name: ErrorCode });
  return EventId;
}

/** Without the lists that SQS hands out, and does not take. */
function plain({ DataType, StringValue, BinaryValue }: MessageAttributeValue): MessageAttributeValue {
  return {
    DataType,
    ...(StringValue !== undefined && { StringValue }),
    ...(BinaryValue !== undefined && { BinaryValue }),
  };
}

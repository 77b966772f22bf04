import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { Call } from "../../core/service.ts";
import { encryptFor } from "./encryption.ts";
import {
  batchTooLong,
  emptyBatch,
  invalidBatchEntryId,
  invalidParameter,
  repeatedBatchEntryId,
  tooManyEntries,
} from "./errors.ts";
import { MAX_MESSAGE_BYTES, type Message, readMessage } from "./message.ts";
import { accessTo, type Engine, type Operations, onTopic, operation } from "./operations.ts";
import type { Topic } from "./topics.ts";

const MAX_ENTRIES = 10;

/** The operations that publish. A batch needs the permission of the single operation. */
export function publishOperations(engine: Engine): Operations {
  const { clock, deliveries, keys, metrics, topics } = engine;
  const publish = (topic: Topic, message: Message) => {
    metrics.published(topic, message.size);
    deliveries.start(topic, message);
  };
  const read = (name: string, input: Members) => {
    input.refuse(name, "MessageDeduplicationId", "MessageGroupId");
    return readMessage(input, clock.now());
  };
  return {
    Publish: operation(
      (input, call) => [accessTo(engine, "sns:Publish", destination(input), call)],
      (input, call) => {
        const topic = topics.require(destination(input));
        const message = read("Publish", input);
        encrypt(topic, call);
        publish(topic, message);
        return { MessageId: message.id };
      },
    ),
    PublishBatch: onTopic(engine, "sns:Publish", (topic, input, call) => {
      const entries = batchEntries(input);
      const results = entries.map((entry) => attempt(() => read("PublishBatch", entry)));
      const size = results.reduce((sum, { message }) => sum + (message?.size ?? 0), 0);
      if (size > MAX_MESSAGE_BYTES) throw batchTooLong(MAX_MESSAGE_BYTES);
      encrypt(topic, call);
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const [index, { message, error }] of results.entries()) {
        const Id = entries[index]?.text("Id");
        if (message === undefined) {
          Failed.push({ Id, Code: error?.code, Message: error?.message, SenderFault: true });
          continue;
        }
        publish(topic, message);
        Successful.push({ Id, MessageId: message.id });
      }
      return { Successful, Failed };
    }),
  };

  /** What a service publishes in vain shows in a metric only: the service hears of it, its user does not. */
  function encrypt(topic: Topic, { principal }: Call): void {
    try {
      encryptFor(topic, principal, keys);
    } catch (error) {
      if (principal.kind === "service") metrics.failed(topic);
      throw error;
    }
  }
}

function destination(input: Members): string {
  input.refuse("Publish", "PhoneNumber");
  const [topicArn, targetArn] = [input.optionalText("TopicArn"), input.optionalText("TargetArn")];
  if ((topicArn === undefined) === (targetArn === undefined))
    throw invalidParameter("TopicArn or TargetArn Reason: exactly one of them is required");
  return topicArn ?? targetArn ?? "";
}

function attempt(run: () => Message): { readonly message?: Message; readonly error?: AwsError } {
  try {
    return { message: run() };
  } catch (error) {
    if (error instanceof AwsError) return { error };
    throw error;
  }
}

function batchEntries(input: Members): readonly Members[] {
  const given = input.value("PublishBatchRequestEntries");
  const entries = given === undefined ? [] : input.structures("PublishBatchRequestEntries");
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MAX_ENTRIES) throw tooManyEntries(entries.length, MAX_ENTRIES);
  const ids = new Set<string>();
  for (const entry of entries) {
    const id = entry.text("Id");
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) throw invalidBatchEntryId(id);
    if (ids.has(id)) throw repeatedBatchEntryId(id);
    ids.add(id);
  }
  return entries;
}

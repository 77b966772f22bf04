import { invalidParameter, missingParameter, queueDoesNotExist, unknownAttribute } from "./errors.ts";
import { accessTo, type Engine, type Operations, onAny, onQueue, page } from "./operations.ts";
import { addPermission, removePermission } from "./permissions.ts";
import type { Queue } from "./queue.ts";
import { isAttributeName } from "./settings.ts";
import { checkTags } from "./tags.ts";

/** The operations on queues, as opposed to messages. */
export function queueOperations(engine: Engine): Operations {
  const { queues } = engine;
  return {
    CreateQueue: onAny(
      (input) => {
        const name = input.text("QueueName");
        const access = [accessTo(engine, "sqs:CreateQueue", name)];
        return Object.keys(input.optionalTextMap("tags") ?? {}).length === 0
          ? access
          : [...access, accessTo(engine, "sqs:TagQueue", name)];
      },
      (input) => {
        const attributes = input.optionalTextMap("Attributes") ?? {};
        const queue = queues.create(input.text("QueueName"), attributes, input.optionalTextMap("tags") ?? {});
        return { QueueUrl: queues.urlOf(queue) };
      },
    ),
    DeleteQueue: onQueue(engine, "sqs:DeleteQueue", (queue) => {
      queues.delete(queue);
      return {};
    }),
    PurgeQueue: onQueue(engine, "sqs:PurgeQueue", (queue) => {
      queue.purge();
      return {};
    }),
    GetQueueUrl: onAny(
      (input) => [accessTo(engine, "sqs:GetQueueUrl", input.text("QueueName"))],
      (input) => {
        const owner = input.optionalText("QueueOwnerAWSAccountId");
        if (owner !== undefined && owner !== engine.account.accountId) throw queueDoesNotExist();
        return { QueueUrl: queues.urlOf(queues.require(input.text("QueueName"))) };
      },
    ),
    ListQueues: onAny(
      () => [{ action: "sqs:ListQueues", resource: "*" }],
      (input) => {
        const prefix = input.optionalText("QueueNamePrefix") ?? "";
        const found = [...queues].filter(({ name }) => name.startsWith(prefix));
        const { urls, ...rest } = page(input, found.map((queue) => queues.urlOf(queue)).sort());
        return { ...(urls.length > 0 && { QueueUrls: urls }), ...rest };
      },
    ),
    ListDeadLetterSourceQueues: onQueue(engine, "sqs:ListDeadLetterSourceQueues", (queue, input) => {
      const { urls, ...rest } = page(
        input,
        queues
          .sourcesOf(queue)
          .map((source) => queues.urlOf(source))
          .sort(),
      );
      return { queueUrls: urls, ...rest };
    }),
    GetQueueAttributes: onQueue(engine, "sqs:GetQueueAttributes", (queue, input) => {
      const attributes = chosenAttributes(queue, input.optionalTexts("AttributeNames") ?? []);
      return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
    }),
    SetQueueAttributes: onQueue(engine, "sqs:SetQueueAttributes", (queue, input) => {
      const attributes = input.optionalTextMap("Attributes");
      if (attributes === undefined) throw missingParameter("Attributes");
      queues.setAttributes(queue, attributes);
      return {};
    }),
    AddPermission: onQueue(engine, "sqs:AddPermission", (queue, input) => {
      const policy = addPermission(queue, input, engine.account);
      queues.setAttributes(queue, { Policy: JSON.stringify(policy) });
      return {};
    }),
    RemovePermission: onQueue(engine, "sqs:RemovePermission", (queue, input) => {
      const policy = removePermission(queue, input.text("Label"));
      queues.setAttributes(queue, { Policy: policy === undefined ? "" : JSON.stringify(policy) });
      return {};
    }),
    TagQueue: onQueue(engine, "sqs:TagQueue", (queue, input) => {
      const tags = Object.entries(input.optionalTextMap("Tags") ?? {});
      if (tags.length === 0) throw missingParameter("Tags");
      checkTags(queue.name, new Map([...queue.tags, ...tags]));
      for (const [key, value] of tags) queue.tags.set(key, value);
      return {};
    }),
    UntagQueue: onQueue(engine, "sqs:UntagQueue", (queue, input) => {
      const keys = input.optionalTexts("TagKeys") ?? [];
      if (keys.length === 0)
        throw invalidParameter("Tag keys must be between 1 and 128 characters in length.");
      for (const key of keys) queue.tags.delete(key);
      return {};
    }),
    ListQueueTags: onQueue(engine, "sqs:ListQueueTags", (queue) =>
      queue.tags.size === 0 ? {} : { Tags: Object.fromEntries(queue.tags) },
    ),
  };
}

function chosenAttributes(queue: Queue, names: readonly string[]): Readonly<Record<string, string>> {
  if (names.length === 0) return {};
  const { visible, inFlight, delayed } = queue.counts();
  const all: Readonly<Record<string, string>> = {
    ...queue.settings.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
  if (names.includes("All")) return all;
  const unknown = names.find((name) => !isAttributeName(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

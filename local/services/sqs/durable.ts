import type { Changes, Durable } from "../../core/durable.ts";
import type { AcceptedAt } from "./deduplication.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";

/** The messages of all queues, by the queue's id. */
export class DurableMessages implements Durable<Message> {
  readonly name = "sqs/messages";
  readonly changes: Changes;
  readonly #queues: Iterable<Queue>;

  constructor(queues: Iterable<Queue>, changes: Changes) {
    this.#queues = queues;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const queue of this.#queues) for (const key of queue.keys()) yield [queue.id, String(key)];
  }

  value(queueId: string, key: string): Message | undefined {
    return withId(this.#queues, queueId)?.message(Number(key));
  }

  restore(queueId: string, _key: string, message: Message): void {
    withId(this.#queues, queueId)?.restore(message);
  }
}

/** What FIFO queues accepted lately, by the queue's id and the deduplication id. */
export class DurableDeduplication implements Durable<AcceptedAt> {
  readonly name = "sqs/deduplication";
  readonly changes: Changes;
  readonly #queues: Iterable<Queue>;

  constructor(queues: Iterable<Queue>, changes: Changes) {
    this.#queues = queues;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const { id, deduplication } of this.#queues)
      for (const accepted of deduplication.ids()) yield [id, accepted];
  }

  value(queueId: string, id: string): AcceptedAt | undefined {
    return withId(this.#queues, queueId)?.deduplication.accepted(id);
  }

  restore(queueId: string, id: string, accepted: AcceptedAt): void {
    withId(this.#queues, queueId)?.deduplication.restore(id, accepted);
  }
}

function withId(queues: Iterable<Queue>, id: string): Queue | undefined {
  for (const queue of queues) if (queue.id === id) return queue;
  return undefined;
}

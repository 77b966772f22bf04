import type { DeliveryPolicy } from "./delivery.ts";
import type { Message } from "./message.ts";

/** The visible messages of a queue, in the order they are to be delivered. */
export interface Backlog {
  add(message: Message): void;
  /**
   * Takes the next message out. Calls with the same `receive` belong to one receive of several messages.
   * Messages that are gone may come out and are the caller's to skip.
   */
  next(receive: object): Message | undefined;
  /** Tells that a message taken out is deleted, moved or about to be added again. */
  release(message: Message): void;
  /** Counts a message as taken out that was so in an earlier life of the queue. */
  take(message: Message): void;
  clear(): void;
}

/** How far from the oldest message a delivery policy may pick. */
const PICK_WINDOW = 64;
const COMPACT_AFTER = 1024;

/** Best-effort order: the oldest first, unless the delivery policy says otherwise. */
export class StandardBacklog implements Backlog {
  readonly #delivery: DeliveryPolicy;
  #messages: (Message | undefined)[] = [];
  #head = 0;

  constructor(delivery: DeliveryPolicy) {
    this.#delivery = delivery;
  }

  add(message: Message): void {
    this.#messages.push(message);
  }

  next(): Message | undefined {
    const visible = this.#messages.length - this.#head;
    if (visible === 0) return undefined;
    const picked = this.#delivery.pick(Math.min(visible, PICK_WINDOW));
    const message = this.#messages[this.#head + picked];
    for (let index = this.#head + picked; index > this.#head; index--)
      this.#messages[index] = this.#messages[index - 1];
    this.#messages[this.#head++] = undefined;
    if (this.#head > COMPACT_AFTER && this.#head * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
    return message;
  }

  release(): void {}

  take(): void {}

  clear(): void {
    this.#messages = [];
    this.#head = 0;
  }
}

interface Group {
  /** In the order of their sequence numbers. */
  readonly visible: Message[];
  /** Messages taken out and neither deleted nor visible again: while there are any, the group waits. */
  taken: number;
  takenBy: object | undefined;
}

/**
 * Strict order within a message group, and no message of a group while an earlier one is in flight.
 * Source: SQS Developer Guide, "FIFO queue delivery logic".
 */
export class FifoBacklog implements Backlog {
  readonly #groups = new Map<string, Group>();
  /** The groups that have something to deliver, the longest waiting first. */
  readonly #ready = new Set<string>();

  add(message: Message): void {
    const id = message.groupId ?? "";
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { visible: [], taken: 0, takenBy: undefined };
      this.#groups.set(id, group);
    }
    let index = group.visible.length;
    while (index > 0 && isAfter(group.visible[index - 1], message)) index--;
    group.visible.splice(index, 0, message);
    if (group.taken === 0) this.#ready.add(id);
  }

  next(receive: object): Message | undefined {
    for (const id of this.#ready) {
      const group = this.#groups.get(id);
      const message = group?.visible.shift();
      if (group === undefined || message === undefined || (group.taken > 0 && group.takenBy !== receive)) {
        if (group !== undefined && message !== undefined) group.visible.unshift(message);
        this.#ready.delete(id);
        continue;
      }
      group.taken++;
      group.takenBy = receive;
      return message;
    }
    return undefined;
  }

  release(message: Message): void {
    const id = message.groupId ?? "";
    const group = this.#groups.get(id);
    if (group === undefined) return;
    group.taken = Math.max(0, group.taken - 1);
    if (group.taken > 0) return;
    if (group.visible.length > 0) this.#ready.add(id);
    else this.#groups.delete(id);
  }

  take(message: Message): void {
    const id = message.groupId ?? "";
    const group = this.#groups.get(id) ?? { visible: [], taken: 0, takenBy: undefined };
    this.#groups.set(id, group);
    group.taken++;
    this.#ready.delete(id);
  }

  clear(): void {
    this.#groups.clear();
    this.#ready.clear();
  }
}

/** Sequence numbers have the same number of digits, so they compare as text. */
function isAfter(earlier: Message | undefined, message: Message): boolean {
  return (earlier?.sequenceNumber ?? "") > (message.sequenceNumber ?? "");
}

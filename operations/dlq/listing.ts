import type { Clients } from "../clients.ts";
import { concurrently } from "../concurrent.ts";
import { putter } from "./choice.ts";
import { ConsumerLog } from "./consumer-log.ts";
import { attribute, type DeadLetter } from "./dead-letter.ts";
import type { DeadLetterQueue } from "./discovery.ts";
import { identifiers } from "./identifiers.ts";
import { BATCH, type Queue } from "./queue.ts";
import type { LastError, Referrer } from "./referrers/referrer.ts";

/** How many messages are shown of those that are looked at. */
const SHOWN = 3;
/** For how long a message is hidden from others should this process die while it looks. */
const HIDDEN_SECONDS = 30;

export interface ListedQueue {
  readonly queue: string;
  readonly arn: string;
  /** What puts its failed work there. */
  readonly from: readonly Pick<Referrer, "kind" | "name" | "arn">[];
  readonly messages: number;
  /** Received by somebody just now. */
  readonly inFlight: number;
  /** When the oldest message was sent, of the ten at most that were looked at. */
  readonly oldestSentAt?: string;
  /** Why the newest of them failed. */
  readonly lastError?: LastError;
  readonly sample: readonly ListedMessage[];
  /** Why no message was looked at. */
  readonly notLookedAt?: string;
}

export interface ListedMessage {
  readonly messageId: string;
  readonly sentAt: string;
  /** What puts it there, where that can be told. */
  readonly from?: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly error?: LastError;
  /** Only when asked for: personal data may be in them. */
  readonly body?: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
}

export interface ListOptions {
  readonly showBodies: boolean;
}

/** Every queue with its depth, its oldest message, a sample and the last error. */
export function list(
  clients: Clients,
  queues: readonly DeadLetterQueue[],
  options: ListOptions,
): Promise<readonly ListedQueue[]> {
  const log = new ConsumerLog(clients);
  return concurrently(queues, (queue) => listed(log, queue, options));
}

async function listed(
  log: ConsumerLog,
  { queue, referrers, movesOn }: DeadLetterQueue,
  options: ListOptions,
): Promise<ListedQueue> {
  const { visible, inFlight } = await queue.depth();
  const base = {
    queue: queue.name,
    arn: queue.arn,
    from: referrers.map(({ kind, name, arn }) => ({ kind, name, arn })),
    messages: visible + inFlight,
    inFlight,
  };
  if (visible === 0) return { ...base, sample: [] };
  if (movesOn)
    return {
      ...base,
      sample: [],
      notLookedAt: "it has a dead-letter queue itself, to which looking would move",
    };
  const letters = [...(await look(queue))].sort((one, other) => other.sentAt - one.sentAt);
  const sample = await concurrently(letters.slice(0, SHOWN), (letter) =>
    listedMessage(log, referrers, letter, options),
  );
  const oldest = letters.at(-1);
  const lastError = sample.find(({ error }) => error !== undefined)?.error;
  return {
    ...base,
    ...(oldest !== undefined && { oldestSentAt: time(oldest.sentAt) }),
    ...(lastError !== undefined && { lastError }),
    sample,
  };
}

/**
 * SQS can show a message only by handing it out. It is let go at once, and comes back by itself if this process dies before.
 * The receive counts: a dead-letter queue that ends there does nothing on account of that.
 */
async function look(queue: Queue): Promise<readonly DeadLetter[]> {
  const letters = await queue.receive(BATCH, HIDDEN_SECONDS);
  await queue.release(letters.map(({ receiptHandle }) => receiptHandle));
  return letters;
}

async function listedMessage(
  log: ConsumerLog,
  referrers: readonly Referrer[],
  letter: DeadLetter,
  { showBodies }: ListOptions,
): Promise<ListedMessage> {
  const from = putter(referrers, letter);
  const error =
    from?.errorOf(letter) ?? (from?.kind === "queue" ? await log.errorOf(from.arn, letter) : undefined);
  return {
    messageId: letter.id,
    sentAt: time(letter.sentAt),
    ...(from !== undefined && { from: from.name }),
    ids: identifiers(letter),
    ...(error !== undefined && { error }),
    ...(showBodies && {
      body: letter.body,
      attributes: Object.fromEntries(
        Object.keys(letter.attributes).map((name) => [name, attribute(letter, name)]),
      ),
    }),
  };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

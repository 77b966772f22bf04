import { setTimeout as sleep } from "node:timers/promises";
import { chosen } from "./choice.ts";
import { attribute, type DeadLetter, objectOf } from "./dead-letter.ts";
import { BATCH, type Queue } from "./queue.ts";
import type { Redrive, Referrer } from "./referrers/referrer.ts";

/** For how long what is received is this process's alone; should it die, others get it after that. */
const HIDDEN_SECONDS = 120;
/** A message is not begun with any more when less of that is left. */
const SPARE_SECONDS = 60;

export interface RedriveOptions {
  /** At most so many are sent. Absent: all that is there. */
  readonly max: number | undefined;
  /** At most so many a second. */
  readonly rate: number;
  /** Shows what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Those of the queue's referrers that messages may go to, and whether they were named. */
  readonly referrers: readonly Referrer[];
  readonly isNamed: boolean;
  /** Ends it between two messages. */
  readonly interrupted: AbortSignal;
  readonly tell: (outcome: Outcome) => void;
}

export type Outcome =
  | { readonly messageId: string; readonly outcome: "sent" | "would be sent"; readonly to: string }
  | { readonly messageId: string; readonly outcome: "kept"; readonly reason: string };

export interface Summary {
  readonly sent: number;
  readonly kept: number;
}

/**
 * Sends the messages of a dead-letter queue, one by one, to what failed, and deletes each when it was taken: at least once
 * whatever happens, never lost. What can't be sent stays, and so does what comes back meanwhile because it failed again.
 *
 * @throws {Error} at the first message that was sent and can't be deleted: the next would come twice too
 */
export async function redrive(queue: Queue, options: RedriveOptions): Promise<Summary> {
  const { max = Number.POSITIVE_INFINITY, rate, interrupted } = options;
  const batch = Math.min(BATCH, Math.max(1, Math.floor(rate * (HIDDEN_SECONDS - SPARE_SECONDS))));
  const run = new Run(options);
  /** What is to be let go in the end, by message: until then it is hidden, so that it does not come up again. */
  const held = new Map<string, string>();
  try {
    while (run.sent < max && !interrupted.aborted) {
      const until = performance.now() + (HIDDEN_SECONDS - SPARE_SECONDS) * 1000;
      const letters = await queue.receive(Math.min(batch, max - run.sent), HIDDEN_SECONDS);
      if (letters.length === 0) break;
      const fresh = letters.filter(({ id }) => !held.has(id));
      for (const { id, receiptHandle } of letters) held.set(id, receiptHandle);
      for (const letter of fresh) {
        if (run.sent >= max || interrupted.aborted || performance.now() > until) break;
        if (!(await run.take(letter))) continue;
        try {
          await queue.delete(letter);
        } catch (error) {
          throw new Error(
            `${letter.id} was sent and could not be deleted, so that it will be sent again: ${reasonOf(error)}`,
            { cause: error },
          );
        }
        held.delete(letter.id);
      }
    }
  } finally {
    await queue.release([...held.values()]);
  }
  return run;
}

/** What became of messages so far. */
class Run implements Summary {
  readonly #options: RedriveOptions;
  /** By what the targets know them: what comes back under such an id has failed again. */
  readonly #sentIds = new Set<unknown>();
  #next = performance.now();
  sent = 0;
  kept = 0;

  constructor(options: RedriveOptions) {
    this.#options = options;
  }

  /** Sends a message where it belongs. Resolves to whether it is to be deleted. */
  async take(letter: DeadLetter): Promise<boolean> {
    const { dryRun, tell } = this.#options;
    try {
      const { to, send } = this.#redriveOf(letter);
      if (!dryRun) {
        await this.#pace();
        if (this.#options.interrupted.aborted) return false;
        this.#sentIds.add(await send());
      }
      this.sent++;
      tell({ messageId: letter.id, outcome: dryRun ? "would be sent" : "sent", to });
      return !dryRun;
    } catch (error) {
      this.kept++;
      tell({ messageId: letter.id, outcome: "kept", reason: reasonOf(error) });
      return false;
    }
  }

  #redriveOf(letter: DeadLetter): Redrive {
    if (knownBy(letter).some((id) => this.#sentIds.has(id)))
      throw new Error("It was sent just now and has failed again.");
    const { referrers, isNamed } = this.#options;
    return chosen(referrers, letter, isNamed).redrive(letter);
  }

  /** Waits for the message's turn; not at all once it is interrupted. */
  async #pace(): Promise<void> {
    const { rate, interrupted: signal } = this.#options;
    const wait = this.#next - performance.now();
    this.#next = Math.max(this.#next, performance.now()) + 1000 / rate;
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** The ids under which SQS and Lambda bring a message or an event back that failed. */
function knownBy(letter: DeadLetter): readonly unknown[] {
  const { requestContext } = objectOf(letter) ?? {};
  const { requestId } = (requestContext ?? {}) as { readonly requestId?: unknown };
  return [letter.id, attribute(letter, "RequestID"), requestId];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.constructor === Error || error.name === "Error"
    ? error.message
    : `${error.name}: ${error.message}`;
}

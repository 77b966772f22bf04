import { setTimeout as wait } from "node:timers/promises";

export interface RetryPolicy {
  /** The first one too. */
  readonly attempts: number;
  /** The longest pause before the second attempt; it doubles with every further one. */
  readonly baseMs: number;
  /** No attempt is begun later than this after the first. */
  readonly budgetMs: number;
}

export interface RetryDeps {
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const LIVE: RetryDeps = { now: Date.now, random: Math.random, sleep: wait };

/**
 * Tries until it succeeds, after pauses with full jitter: anything from nothing to a limit that doubles, so that those
 * who failed together don't come back together (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * @throws the last attempt's error, or the first that is not transient
 */
export async function retry<T>(
  policy: RetryPolicy,
  isTransient: (error: unknown) => boolean,
  run: () => Promise<T>,
  { now, random, sleep }: RetryDeps = LIVE,
): Promise<T> {
  const end = now() + policy.budgetMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const pause = random() * policy.baseMs * 2 ** (attempt - 1);
      if (attempt >= policy.attempts || !isTransient(error) || now() + pause > end) throw error;
      await sleep(pause);
    }
  }
}

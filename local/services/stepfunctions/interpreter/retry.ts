import type { Retrier } from "../language/definition.ts";
import { matchesError, type StatesError } from "../language/states-error.ts";
import type { Frame } from "./frame.ts";

/** Source: Amazon States Language specification, "Retrying after error". */
const DEFAULTS = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, JitterStrategy: "NONE" } as const;

/**
 * The milliseconds after which a state is to be tried again, counted in its frame; undefined when it is not. The first
 * retrier that stands for the error decides, also when it has no attempts left.
 */
export function retryDelay(
  retriers: readonly Retrier[] | undefined,
  frame: Frame,
  error: StatesError,
  random: () => number,
): number | undefined {
  const index = (retriers ?? []).findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, error));
  const retrier = retriers?.[index];
  if (retrier === undefined) return undefined;
  const { IntervalSeconds, MaxAttempts, BackoffRate, JitterStrategy, MaxDelaySeconds } = {
    ...DEFAULTS,
    ...retrier,
  };
  const used = frame.retries[index] ?? 0;
  if (used >= MaxAttempts) return undefined;
  for (let other = 0; other < index; other++) frame.retries[other] ??= 0;
  frame.retries[index] = used + 1;
  frame.retryCount += 1;
  const delay = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return Math.round(1_000 * (JitterStrategy === "FULL" ? random() * delay : delay));
}

import type { Clock } from "../../local/core/clock.ts";

/** Polls until `probe` returns something other than undefined or false. @throws {Error} naming `what` at the deadline. */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { deadlineMs = 10_000, everyMs = 20 } = {},
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/**
 * Advances the clock in steps until `probe` returns something other than undefined or false.
 * @throws {Error} naming `what` when `atMostMs` have passed on the clock
 */
export async function advanceUntil<T>(
  clock: Clock,
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { stepMs, atMostMs }: { readonly stepMs: number; readonly atMostMs: number },
): Promise<T> {
  for (let passed = 0; ; passed += stepMs) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (passed >= atMostMs) throw new Error(`${atMostMs} ms of the clock passed in vain for ${what}.`);
    await clock.advance(stepMs);
  }
}

/** After this much real time nobody waits any longer, unless told otherwise. */
const LIMIT_MS = 10_000;
const POLL_MS = 1;

/**
 * Resolves when what can go on at once has gone on and nothing is `busy`, or after `limitMs` of real time: something
 * that waits for the clock itself would wait for ever.
 */
export async function settled(busy: () => boolean, limitMs = LIMIT_MS): Promise<void> {
  const limit = performance.now() + limitMs;
  await turn();
  while (busy() && performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

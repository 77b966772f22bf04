/** As many calls at once as stay below the rate that AWS's describing operations have in a small account. */
const AT_ONCE = 8;

/** The results in the order of the items, with a few calls at a time. */
export async function concurrently<T, R>(
  items: readonly T[],
  call: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await call(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

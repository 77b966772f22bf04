type Page<T> = readonly [items: readonly T[] | undefined, nextToken: string | undefined];

/** All items of an operation for which the SDK has no paginator. */
export async function pages<T>(
  ask: (nextToken: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const [items = [], next]: Page<T> = await ask(token);
    all.push(...items);
    token = next;
  } while (token !== undefined);
  return all;
}

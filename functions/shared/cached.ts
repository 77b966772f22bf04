export interface Cached<T> {
  /** @throws what loading it throws, where there is no earlier value that will do */
  get(): Promise<T>;
  /** Loads it anew at the next `get`: it has turned out to be wrong. */
  forget(): void;
}

export interface CachedOptions {
  /** How long a value is good for. */
  readonly ttlMs: number;
  /** How long after that it will do while loading it anew fails. Default: it won't. */
  readonly graceMs?: number;
  readonly now?: () => number;
}

interface Entry<T> {
  readonly value: T;
  readonly since: number;
}

/** A value that outlives an invocation, loaded when it is first asked for; those who ask meanwhile wait for the same load. */
export function cached<T>(
  load: () => Promise<T>,
  { ttlMs, graceMs = 0, now = Date.now }: CachedOptions,
): Cached<T> {
  let entry: Entry<T> | undefined;
  let loading: Promise<T> | undefined;

  const reload = async (): Promise<T> => {
    try {
      const value = await load();
      entry = { value, since: now() };
      return value;
    } catch (error) {
      if (entry !== undefined && now() - entry.since < ttlMs + graceMs) return entry.value;
      throw error;
    } finally {
      loading = undefined;
    }
  };
  return {
    async get() {
      if (entry !== undefined && now() - entry.since < ttlMs) return entry.value;
      loading ??= reload();
      return loading;
    },
    forget() {
      entry = undefined;
    },
  };
}

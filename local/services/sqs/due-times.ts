interface Due<T> {
  readonly at: number;
  readonly item: T;
}

/** Items by the time they fall due, the earliest first. */
export class DueTimes<T> {
  #heap: Due<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the earliest item falls due, in milliseconds since the epoch. */
  get earliest(): number | undefined {
    return this.#heap[0]?.at;
  }

  add(at: number, item: T): void {
    const heap = this.#heap;
    let index = heap.length;
    const due = { at, item };
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Due<T>;
      if (above.at <= at) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  }

  /** Takes out the earliest item if it is due at `now`. */
  take(now: number): Due<T> | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > now) return undefined;
    const last = heap.pop() as Due<T>;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Drops the items that `wanted` does not hold for. */
  keep(wanted: (item: T, at: number) => boolean): void {
    this.#heap = this.#heap.filter(({ at, item }) => wanted(item, at)).sort((a, b) => a.at - b.at);
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #sink(due: Due<T>): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && right.at < (heap[child] as Due<T>).at) child++;
      const below = heap[child] as Due<T>;
      if (below.at >= due.at) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = due;
  }
}

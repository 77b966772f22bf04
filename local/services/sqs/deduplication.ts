/** How long an accepted deduplication id makes further messages with it duplicates. */
const INTERVAL_MS = 5 * 60_000;

export interface Accepted {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

/** What a FIFO queue accepted in the last five minutes, also where it is deleted by now. */
export class Deduplication {
  readonly #accepted = new Map<string, Accepted & { readonly at: number }>();

  /** The earlier message with this id, if there is one. */
  find(id: string, now: number): Accepted | undefined {
    for (const [oldest, entry] of this.#accepted) {
      if (entry.at + INTERVAL_MS > now) break;
      this.#accepted.delete(oldest);
    }
    return this.#accepted.get(id);
  }

  forget(): void {
    this.#accepted.clear();
  }

  remember(id: string, accepted: Accepted, now: number): void {
    this.#accepted.set(id, { ...accepted, at: now });
  }
}

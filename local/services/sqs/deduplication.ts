/** How long an accepted deduplication id makes further messages with it duplicates. */
const INTERVAL_MS = 5 * 60_000;

export interface Accepted {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

export type AcceptedAt = Accepted & { readonly at: number };

/** What a FIFO queue accepted in the last five minutes, also where it is deleted by now. */
export class Deduplication {
  readonly #accepted = new Map<string, AcceptedAt>();
  readonly #onChange: (id: string) => void;

  constructor(onChange: (id: string) => void = () => {}) {
    this.#onChange = onChange;
  }

  /** The earlier message with this id, if there is one. */
  find(id: string, now: number): Accepted | undefined {
    for (const [oldest, entry] of this.#accepted) {
      if (entry.at + INTERVAL_MS > now) break;
      this.#accepted.delete(oldest);
      this.#onChange(oldest);
    }
    return this.#accepted.get(id);
  }

  forget(): void {
    this.#accepted.clear();
  }

  remember(id: string, accepted: Accepted, now: number): void {
    this.restore(id, { ...accepted, at: now });
    this.#onChange(id);
  }

  ids(): Iterable<string> {
    return this.#accepted.keys();
  }

  accepted(id: string): AcceptedAt | undefined {
    return this.#accepted.get(id);
  }

  restore(id: string, accepted: AcceptedAt): void {
    this.#accepted.set(id, accepted);
  }
}

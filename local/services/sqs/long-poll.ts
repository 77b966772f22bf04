import type { Clock, Timer } from "../../core/clock.ts";

interface Waiter {
  /** Tries to serve the waiter; true when it is done, with an answer or an error. */
  readonly attempt: () => boolean;
  readonly giveUp: () => void;
  readonly timer: Timer;
}

/** Receives that wait for messages, the longest waiting first. */
export class LongPolls {
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until `attempt` returns messages, for `seconds` at most; then answers with none. */
  wait<T>(seconds: number, attempt: () => readonly T[]): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        attempt: () => {
          try {
            const messages = attempt();
            if (messages.length === 0) return false;
            resolve(messages);
          } catch (error) {
            reject(error);
          }
          return true;
        },
        giveUp: () => {
          this.#waiters.delete(waiter);
          waiter.timer.cancel();
          resolve([]);
        },
        timer: this.#clock.schedule(seconds * 1000, () => waiter.giveUp()),
      };
      this.#waiters.add(waiter);
    });
  }

  /** Serves waiters for as long as there is something to deliver. */
  serve(hasVisible: () => boolean): void {
    for (const waiter of this.#waiters) {
      if (!hasVisible()) return;
      if (!waiter.attempt()) continue;
      this.#waiters.delete(waiter);
      waiter.timer.cancel();
    }
  }

  /** Answers every waiter with nothing: the queue is going away. */
  end(): void {
    for (const waiter of this.#waiters) waiter.giveUp();
  }
}

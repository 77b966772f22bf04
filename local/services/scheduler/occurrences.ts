import type { Clock, Timer } from "../../core/clock.ts";
import type { Invocations } from "./invocations.ts";
import type { Schedule } from "./schedule.ts";

export interface OccurrencesOptions {
  readonly clock: Clock;
  readonly invocations: Invocations;
  /** From 0 to 1: where in its flexible time window an occurrence runs. */
  readonly random: () => number;
  /** Called when the last occurrence is done with. */
  readonly onCompleted: (schedule: Schedule) => void;
}

const MINUTE_MS = 60_000;

/** The timers of one schedule: each occurrence arms the next, so that an advance of the clock runs them in order. */
export class Occurrences {
  readonly #options: OccurrencesOptions;
  readonly #schedule: Schedule;
  #stopped = new AbortController();
  readonly #timers = new Set<Timer>();

  constructor(schedule: Schedule, options: OccurrencesOptions) {
    this.#options = options;
    this.#schedule = schedule;
  }

  /** Arms the first occurrence after an instant. */
  start(after: number): void {
    if (this.#schedule.definition.enabled) this.#arm(this.#next(after));
  }

  /** Drops what is to come; `abandon` gives up retries as well. */
  stop({ abandon }: { readonly abandon: boolean }): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    if (abandon) this.#stopped.abort();
  }

  /** Gives up retries; what is to come comes. */
  abandonRetries(): void {
    this.#stopped.abort();
    this.#stopped = new AbortController();
  }

  #next(after: number): number | undefined {
    const { definition, createdAt } = this.#schedule;
    const { recurrence, start, end } = definition;
    if (recurrence.once) return recurrence.next(after, createdAt);
    const from = start ?? createdAt;
    const next = recurrence.next(Math.max(after, from - 1), from);
    return next !== undefined && (end === undefined || next < end) ? next : undefined;
  }

  #arm(due: number | undefined): void {
    if (due === undefined) return;
    this.#at(due, () => {
      const next = this.#next(due);
      const { windowMinutes } = this.#schedule.definition;
      const delay = windowMinutes === 0 ? 0 : this.#options.random() * windowMinutes * MINUTE_MS;
      if (delay === 0) void this.#run(due, next === undefined);
      else this.#at(due + delay, () => void this.#run(due, next === undefined));
      this.#arm(next);
    });
  }

  async #run(scheduledAt: number, last: boolean): Promise<void> {
    const { signal } = this.#stopped;
    await this.#options.invocations.run(this.#schedule, scheduledAt, signal);
    if (last && !signal.aborted) this.#options.onCompleted(this.#schedule);
  }

  #at(instant: number, run: () => void): void {
    const { clock } = this.#options;
    const timer = clock.schedule(instant - clock.now(), () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }
}

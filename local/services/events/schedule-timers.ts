import type { Clock, Timer } from "../../core/clock.ts";
import type { Rule } from "./rules.ts";

/** The timers of rules with a schedule: each occurrence arms the next, so that an advance of the clock runs them in order. */
export class ScheduleTimers {
  readonly #clock: Clock;
  readonly #run: (rule: Rule, scheduledAt: number) => void;
  readonly #byArn = new Map<string, { readonly rule: Rule; timer: Timer | undefined }>();

  constructor(clock: Clock, run: (rule: Rule, scheduledAt: number) => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Takes over a rule that was made or changed; undefined for one that is gone. */
  set(ruleArn: string, rule: Rule | undefined): void {
    this.#byArn.get(ruleArn)?.timer?.cancel();
    this.#byArn.delete(ruleArn);
    if (rule?.recurrence === undefined || !rule.enabled) return;
    this.#byArn.set(ruleArn, { rule, timer: undefined });
    this.#arm(ruleArn, this.#clock.now());
  }

  /** Goes on from now after rules have been made again: what recurs meanwhile is past. */
  resume(): void {
    for (const [ruleArn, { rule }] of [...this.#byArn]) this.set(ruleArn, rule);
  }

  close(): void {
    for (const { timer } of this.#byArn.values()) timer?.cancel();
    this.#byArn.clear();
  }

  #arm(ruleArn: string, after: number): void {
    const entry = this.#byArn.get(ruleArn);
    const { rule } = entry ?? {};
    const due = rule?.recurrence?.next(after, rule.createdAt);
    if (entry === undefined || rule === undefined || due === undefined) return;
    entry.timer = this.#clock.schedule(due - this.#clock.now(), () => {
      this.#arm(ruleArn, due);
      this.#run(rule, due);
    });
  }
}

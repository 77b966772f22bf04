import { type DayTest, lengthOf, parseDays } from "./cron-days.ts";
import { HOURS, MINUTES, MONTHS, parseValues, YEARS } from "./cron-fields.ts";
import type { WallClock } from "./zoned-time.ts";

/**
 * AWS's cron expressions: minutes, hours, day-of-month, month, day-of-week, year.
 * Source: EventBridge Scheduler User Guide, "Schedule types", cron-based schedules.
 */
export class CronExpression {
  readonly #minutes: readonly number[];
  readonly #hours: readonly number[];
  readonly #months: readonly number[];
  readonly #years: readonly number[];
  readonly #runsOn: DayTest;

  /** @throws {Error} with the reason */
  constructor(fields: string) {
    const parts = fields.trim().split(/\s+/);
    if (parts.length !== 6)
      throw new Error(
        `It must have 6 fields (minutes hours day-of-month month day-of-week year), but has ${parts.length}.`,
      );
    const [minutes = "", hours = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = parts;
    this.#minutes = parseValues(minutes, MINUTES);
    this.#hours = parseValues(hours, HOURS);
    this.#months = parseValues(month, MONTHS);
    this.#years = parseValues(year, YEARS);
    this.#runsOn = parseDays(dayOfMonth, dayOfWeek);
  }

  /** The first reading after this one on which the schedule runs. */
  next(after: WallClock): WallClock | undefined {
    for (const date of this.#datesFrom(after)) {
      const sameDay = date.year === after.year && date.month === after.month && date.day === after.day;
      for (const hour of this.#hours) {
        if (sameDay && hour < after.hour) continue;
        const minute = this.#minutes.find(
          (candidate) => !sameDay || hour > after.hour || candidate > after.minute,
        );
        if (minute !== undefined) return { ...date, hour, minute, second: 0 };
      }
    }
    return undefined;
  }

  *#datesFrom(start: WallClock): Iterable<Pick<WallClock, "year" | "month" | "day">> {
    for (const year of this.#years) {
      if (year < start.year) continue;
      for (const month of this.#months) {
        const sameMonth = year === start.year && month === start.month;
        if (year === start.year && month < start.month) continue;
        for (let day = sameMonth ? start.day : 1; day <= lengthOf(year, month); day++)
          if (this.#runsOn(year, month, day)) yield { year, month, day };
      }
    }
  }
}

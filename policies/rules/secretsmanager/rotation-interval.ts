import type { Properties } from "../../lib/properties.ts";
import { UnknownValueError } from "../../lib/verdict.ts";

const LONGEST_MONTH = 31;
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** The most days between two rotations by `rotationRules`; a `cron` is in months, of which the longest count. */
export function rotationInterval(rules: Properties): number {
  const days = rules.number("automaticallyAfterDays");
  if (days !== undefined && days > 0) return days;
  const schedule = rules.string("scheduleExpression") ?? "";
  const [, count, unit = ""] = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule) ?? [];
  if (count !== undefined) return unit === "hour" ? Number(count) / 24 : Number(count);
  const [, month] = /^cron\(\S+ \S+ \S+ (\S+) \S+ \S+\)$/.exec(schedule) ?? [];
  if (month === undefined) throw new UnknownValueError("rotationRules");
  return LONGEST_MONTH * longestGap(monthsIn(month));
}

/** `*`, `1/3`, `JAN,JUL` or `1-6`, as numbers from 0 to 11. */
function monthsIn(field: string): number[] {
  const months = field.split(",").flatMap((part) => {
    const [range = "", step] = part.split("/");
    const [first = "", last] = range.split("-");
    const start = /^[*?]$/.test(first) ? 0 : monthOf(first);
    const end =
      last === undefined ? (step === undefined && !/^[*?]$/.test(first) ? start : 11) : monthOf(last);
    const every = step === undefined ? 1 : Number(step);
    return Array.from({ length: Math.floor((end - start) / every) + 1 }, (_, index) => start + index * every);
  });
  return [...new Set(months)].sort((left, right) => left - right);
}

function monthOf(text: string): number {
  const named = MONTHS.indexOf(text.toUpperCase());
  return named === -1 ? Number(text) - 1 : named;
}

function longestGap(months: readonly number[]): number {
  const [first = 0] = months;
  const gaps = months.map((month, index) => (months[index + 1] ?? first + 12) - month);
  return Math.max(...gaps);
}

import { DAYS_OF_MONTH, DAYS_OF_WEEK, parseValue, parseValues, problem } from "./cron-fields.ts";

/** Whether a schedule runs on a day of a month; all count from 1. */
export type DayTest = (year: number, month: number, day: number) => boolean;

const SATURDAY = 7;
const SUNDAY = 1;
const MOST_BEFORE_LAST = 30;

/**
 * The days that the fields day-of-month and day-of-week select, one of which must be `?`.
 * @throws {Error} with the reason
 */
export function parseDays(dayOfMonth: string, dayOfWeek: string): DayTest {
  if ((dayOfMonth === "?") === (dayOfWeek === "?"))
    throw new Error("Exactly one of Day-of-month and Day-of-week must be ?.");
  return dayOfWeek === "?" ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
}

function daysOfMonth(text: string): DayTest {
  const [fromEnd, distance = "0"] = /^L(?:-(\d+))?$/i.exec(text) ?? [];
  if (fromEnd !== undefined) {
    if (Number(distance) > MOST_BEFORE_LAST)
      throw problem(DAYS_OF_MONTH, `has "${text}": L- goes back 30 days at most`);
    return (year, month, day) => day === lengthOf(year, month) - Number(distance);
  }
  if (/^LW$/i.test(text))
    return (year, month, day) => day === nearestWeekday(year, month, lengthOf(year, month));
  const nearest = /^(\d+)W$/i.exec(text)?.[1];
  if (nearest !== undefined) {
    const wanted = parseValue(nearest, DAYS_OF_MONTH);
    return (year, month, day) => day === nearestWeekday(year, month, wanted);
  }
  const days = new Set(parseValues(text, DAYS_OF_MONTH));
  return (_year, _month, day) => days.has(day);
}

function daysOfWeek(text: string): DayTest {
  if (/^L$/i.test(text)) return (year, month, day) => weekdayOf(year, month, day) === SATURDAY;
  const last = /^([^,]+)L$/i.exec(text)?.[1];
  if (last !== undefined) {
    const weekday = parseValue(last, DAYS_OF_WEEK);
    return (year, month, day) => weekdayOf(year, month, day) === weekday && day + 7 > lengthOf(year, month);
  }
  if (text.includes("#")) return nthWeekday(text);
  const weekdays = new Set(parseValues(text, DAYS_OF_WEEK));
  return (year, month, day) => weekdays.has(weekdayOf(year, month, day));
}

function nthWeekday(text: string): DayTest {
  const [, name = "", digit] = /^([^#,]+)#(\d)$/.exec(text) ?? [];
  const nth = Number(digit);
  if (!(nth >= 1 && nth <= 5))
    throw problem(
      DAYS_OF_WEEK,
      `has "${text}": # takes one day and its place in the month, 1 to 5, such as 3#2`,
    );
  const weekday = parseValue(name, DAYS_OF_WEEK);
  return (year, month, day) => weekdayOf(year, month, day) === weekday && Math.ceil(day / 7) === nth;
}

/** The weekday closest to a day, within the month; 0 in a month without that day. */
function nearestWeekday(year: number, month: number, day: number): number {
  const length = lengthOf(year, month);
  if (day > length) return 0;
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY) return day === 1 ? 3 : day - 1;
  if (weekday === SUNDAY) return day === length ? day - 2 : day + 1;
  return day;
}

export function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

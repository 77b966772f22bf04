/** One field of a cron expression: where its values lie and which names stand for them. */
export interface FieldRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

export const MINUTES: FieldRange = { name: "Minutes", min: 0, max: 59 };
export const HOURS: FieldRange = { name: "Hours", min: 0, max: 23 };
export const DAYS_OF_MONTH: FieldRange = { name: "Day-of-month", min: 1, max: 31 };
export const MONTHS: FieldRange = {
  name: "Month",
  min: 1,
  max: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
/** AWS counts from Sunday, 1. */
export const DAYS_OF_WEEK: FieldRange = {
  name: "Day-of-week",
  min: 1,
  max: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
export const YEARS: FieldRange = { name: "Year", min: 1970, max: 2199 };

/**
 * The values of a list of numbers, names, ranges and steps, ascending. A range may go past the largest value, as
 * 20-2 of the hours does. @throws {Error} with the reason
 */
export function parseValues(text: string, range: FieldRange): readonly number[] {
  const values = new Set(text.split(",").flatMap((part) => parsePart(part, range)));
  return [...values].sort((a, b) => a - b);
}

function parsePart(part: string, range: FieldRange): readonly number[] {
  const match = /^([^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(part);
  const [, first = "", last, step] = match ?? [];
  const everything = first === "*";
  if (match === null || (everything && last !== undefined))
    throw problem(range, `does not understand "${part}"`);
  const from = everything ? range.min : parseValue(first, range);
  const open = everything || step !== undefined;
  const to = last === undefined ? (open ? range.max : from) : parseValue(last, range);
  const increment = step === undefined ? 1 : Number(step);
  if (increment < 1) throw problem(range, `has the step ${part}: it must be 1 or more`);
  const size = range.max - range.min + 1;
  const length = to < from ? to + size - from : to - from;
  return Array.from(
    { length: Math.floor(length / increment) + 1 },
    (_, index) => range.min + ((from - range.min + index * increment) % size),
  );
}

/** @throws {Error} with the reason */
export function parseValue(text: string, range: FieldRange): number {
  const named = range.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + range.min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const names = range.names === undefined ? "" : ` or ${range.names[0]}-${range.names.at(-1)}`;
  throw problem(range, `has "${text}", which is not ${range.min}-${range.max}${names}`);
}

export function problem({ name }: FieldRange, reason: string): Error {
  return new Error(`${name} ${reason}.`);
}

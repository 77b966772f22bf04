const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Further than this the clock moves in several steps: every timer on the way fires. */
const MAX_DAYS = 31;

/** Milliseconds of a duration such as `500ms`, `30s`, `15m`, `2h` or `14d`, of up to 31 days. @throws {RangeError} */
export function parseDuration(text: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (factor === undefined)
    throw new RangeError(
      `'${text}' is not a duration: give a whole number and a unit, such as 500ms, 30s, 15m, 2h or 14d.`,
    );
  const milliseconds = Number(amount) * factor;
  if (milliseconds > MAX_DAYS * (UNITS.d ?? 0))
    throw new RangeError(`'${text}' is too long: the clock moves by ${MAX_DAYS}d at most at a time.`);
  return milliseconds;
}

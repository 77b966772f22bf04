import { CronExpression } from "./cron.ts";
import { constraint, invalidExpression } from "./errors.ts";
import { TimeZone, type WallClock } from "./zoned-time.ts";

/** When a schedule runs. Instants are milliseconds since the epoch. */
export interface Recurrence {
  /** The first occurrence after an instant; `start` is where a rate counts from. */
  next(after: number, start: number): number | undefined;
  /** Whether it runs only once. */
  readonly once: boolean;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * Reads `rate(…)`, `cron(…)` and `at(…)` for a time zone. Local times that a change of the clocks skips do not
 * occur, and those it repeats occur once. Source: EventBridge Scheduler User Guide, "Schedule types".
 * @throws {AwsError} `ValidationException`
 */
export function parseExpression(expression: string, timeZone: string): Recurrence {
  const zone = zoneOf(timeZone);
  const [, kind, content = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  try {
    if (kind === "rate") return rate(content);
    if (kind === "cron") return cron(content, zone);
    if (kind === "at") return at(content, zone);
  } catch (error) {
    throw invalidExpression(expression, error instanceof Error ? error.message : String(error));
  }
  throw invalidExpression(
    expression,
    "Use rate(value unit), cron(minutes hours day-of-month month day-of-week year) or at(yyyy-mm-ddThh:mm:ss).",
  );
}

function zoneOf(name: string): TimeZone {
  try {
    if (name.length > 50 || /^[+-]/.test(name)) throw new RangeError(name);
    return new TimeZone(name);
  } catch {
    throw constraint(name, "scheduleExpressionTimezone", "Member must be a time zone of the IANA database");
  }
}

function rate(content: string): Recurrence {
  const [, digits = "", unit = "", plural = ""] = /^(\d+) (minute|hour|day)(s?)$/.exec(content) ?? [];
  const value = Number(digits);
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined || value < 1)
    throw new Error("A rate is a whole number from 1 and a unit of minutes, hours or days.");
  if ((value === 1) !== (plural === ""))
    throw new Error(`The unit of ${value} must be ${value === 1 ? unit : `${unit}s`}.`);
  const interval = value * unitMs;
  return {
    once: false,
    next: (after, start) =>
      after < start ? start : start + (Math.floor((after - start) / interval) + 1) * interval,
  };
}

function cron(content: string, zone: TimeZone): Recurrence {
  const expression = new CronExpression(content);
  return {
    once: false,
    next(after) {
      let wall: WallClock | undefined = expression.next(zone.at(after));
      for (; wall !== undefined; wall = expression.next(wall)) {
        const instant = zone.instantOf(wall);
        if (instant !== undefined && instant > after) return instant;
      }
      return undefined;
    },
  };
}

function at(content: string, zone: TimeZone): Recurrence {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(content))
    throw new Error("A time is written yyyy-mm-ddThh:mm:ss, without a zone.");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = content.split(/[-T:]/).map(Number);
  const reading = new Date(`${content}Z`);
  if (Number.isNaN(reading.getTime()) || reading.toISOString().slice(0, 19) !== content)
    throw new Error("There is no such date or time.");
  const instant = zone.instantOf({ year, month, day, hour, minute, second });
  return { once: true, next: (after) => (instant !== undefined && instant > after ? instant : undefined) };
}

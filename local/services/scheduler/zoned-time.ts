/** A wall clock's reading, to the second. `month` and `day` count from 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;

/** The wall clocks of one IANA time zone. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** @throws {RangeError} when there is no such zone. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** What the clocks show at an instant, in milliseconds since the epoch. */
  at(instant: number): WallClock {
    const read = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of this.#format.formatToParts(instant))
      if (type in read) read[type as keyof WallClock] = Number(value);
    return read;
  }

  /**
   * The instant at which the clocks show this, in milliseconds since the epoch: the first one where they are put
   * back, `undefined` where they are put forward past it.
   */
  instantOf(wall: WallClock): number | undefined {
    const asUtc = utcOf(wall);
    const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((around) => this.#offsetAt(around));
    return offsets
      .map((offset) => asUtc - offset)
      .filter((instant) => utcOf(this.at(instant)) === asUtc)
      .sort((a, b) => a - b)[0];
  }

  #offsetAt(instant: number): number {
    return utcOf(this.at(instant)) - instant;
  }
}

/** The instant at which clocks on UTC show this. */
function utcOf({ year, month, day, hour, minute, second }: WallClock): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

import assert from "node:assert/strict";
import { parseExpression } from "./expression.ts";

function occurrences(expression: string, from: string, count: number, timeZone = "UTC"): readonly string[] {
  const recurrence = parseExpression(expression, timeZone);
  const start = Date.parse(from);
  const found: string[] = [];
  let next = recurrence.next(start - 1, start);
  for (; next !== undefined && found.length < count; next = recurrence.next(next, start))
    found.push(new Date(next).toISOString().slice(0, 16));
  return found;
}

describe("Schedule expressions", () => {
  // 2024-01-01 is a Monday.
  const documented: readonly [expression: string, from: string, expected: readonly string[]][] = [
    ["0 10 * * ? *", "2024-01-01T10:00Z", ["2024-01-01T10:00", "2024-01-02T10:00"]],
    ["15 12 * * ? *", "2024-01-01T12:16Z", ["2024-01-02T12:15", "2024-01-03T12:15"]],
    ["0 18 ? * MON-FRI *", "2024-01-05T00:00Z", ["2024-01-05T18:00", "2024-01-08T18:00"]],
    ["0 8 1 * ? *", "2024-01-02T00:00Z", ["2024-02-01T08:00", "2024-03-01T08:00"]],
    ["0/15 * * * ? *", "2024-01-01T23:40Z", ["2024-01-01T23:45", "2024-01-02T00:00"]],
    ["0/10 * ? * MON-FRI *", "2024-01-05T23:50Z", ["2024-01-05T23:50", "2024-01-08T00:00"]],
    ["0/5 8-17 ? * MON-FRI *", "2024-01-05T17:55Z", ["2024-01-05T17:55", "2024-01-08T08:00"]],
    [
      "0/30 20-2 ? * MON-FRI *",
      "2024-01-05T02:30Z",
      ["2024-01-05T02:30", "2024-01-05T20:00", "2024-01-05T20:30"],
    ],
    ["0/30 20-2 ? * MON-FRI *", "2024-01-05T23:30Z", ["2024-01-05T23:30", "2024-01-08T00:00"]],
    ["15 10 ? * 6L 2022-2023", "2023-11-01T00:00Z", ["2023-11-24T10:15", "2023-12-29T10:15"]],
    ["0 10 ? * 3#2 *", "2024-01-01T00:00Z", ["2024-01-09T10:00", "2024-02-13T10:00"]],
    ["0 0 3W * ? *", "2024-01-01T00:00Z", ["2024-01-03T00:00", "2024-02-02T00:00", "2024-03-04T00:00"]],
    ["0 0 L * ? *", "2024-01-01T00:00Z", ["2024-01-31T00:00", "2024-02-29T00:00"]],
    ["1/10 0 1 JAN,FEB ? *", "2024-01-01T00:45Z", ["2024-01-01T00:51", "2024-02-01T00:01"]],
  ];
  for (const [fields, from, expected] of documented)
    it(`runs AWS's example cron(${fields})`, () =>
      assert.deepEqual(occurrences(`cron(${fields})`, from, expected.length), expected));

  const further: readonly [expression: string, from: string, expected: readonly string[]][] = [
    ["cron(0 0 ? * 1 *)", "2024-01-01T00:00Z", ["2024-01-07T00:00"]],
    ["cron(0 0 ? * L *)", "2024-01-01T00:00Z", ["2024-01-06T00:00"]],
    [
      "cron(0 0 ? * fri-sun *)",
      "2024-01-01T00:00Z",
      ["2024-01-05T00:00", "2024-01-06T00:00", "2024-01-07T00:00"],
    ],
    ["cron(0 0 ? * MON#5 *)", "2024-02-01T00:00Z", ["2024-04-29T00:00"]],
    ["cron(0 0 1W * ? *)", "2024-06-01T00:00Z", ["2024-06-03T00:00", "2024-07-01T00:00"]],
    ["cron(0 0 31W * ? *)", "2024-03-01T00:00Z", ["2024-03-29T00:00", "2024-05-31T00:00"]],
    ["cron(0 0 30W * ? *)", "2024-06-01T00:00Z", ["2024-06-28T00:00"]],
    ["cron(0 0 LW * ? *)", "2024-03-01T00:00Z", ["2024-03-29T00:00", "2024-04-30T00:00"]],
    ["cron(0 0 L-3 * ? *)", "2024-01-30T00:00Z", ["2024-02-26T00:00", "2024-03-28T00:00"]],
    ["cron(0 0 L-30 * ? *)", "2024-01-02T00:00Z", ["2024-03-01T00:00", "2024-05-01T00:00"]],
    ["cron(0 0 29 2 ? *)", "2024-03-01T00:00Z", ["2028-02-29T00:00"]],
    ["cron(0 0 31 2 ? *)", "2024-01-01T00:00Z", []],
    ["cron(0 0 1 1 ? 2023)", "2024-01-01T00:00Z", []],
    ["rate(5 minutes)", "2024-01-01T00:03Z", ["2024-01-01T00:03", "2024-01-01T00:08", "2024-01-01T00:13"]],
    ["rate(1 hour)", "2024-01-01T00:03Z", ["2024-01-01T00:03", "2024-01-01T01:03"]],
    ["rate(2 days)", "2024-01-31T00:03Z", ["2024-01-31T00:03", "2024-02-02T00:03"]],
    ["at(2024-05-01T12:00:00)", "2024-01-01T00:00Z", ["2024-05-01T12:00"]],
    ["at(2023-05-01T12:00:00)", "2024-01-01T00:00Z", []],
  ];
  for (const [expression, from, expected] of further)
    it(`runs ${expression} from ${from}`, () =>
      assert.deepEqual(occurrences(expression, from, Math.max(1, expected.length)), expected));

  describe("in a time zone", () => {
    it("follows its wall clock through summer and winter", () => {
      assert.deepEqual(occurrences("cron(0 9 * * ? *)", "2024-03-30T00:00Z", 2, "Europe/Dublin"), [
        "2024-03-30T09:00",
        "2024-03-31T08:00",
      ]);
      assert.deepEqual(occurrences("at(2024-07-01T09:00:00)", "2024-01-01T00:00Z", 1, "Asia/Kolkata"), [
        "2024-07-01T03:30",
      ]);
    });

    it("skips times that do not exist", () => {
      assert.deepEqual(occurrences("cron(30 2 * * ? *)", "2024-03-30T00:00Z", 2, "Europe/Berlin"), [
        "2024-03-30T01:30",
        "2024-04-01T00:30",
      ]);
      assert.deepEqual(occurrences("cron(0/30 1-3 ? * 1 *)", "2024-03-31T00:00Z", 4, "Europe/Berlin"), [
        "2024-03-31T00:00",
        "2024-03-31T00:30",
        "2024-03-31T01:00",
        "2024-03-31T01:30",
      ]);
      assert.deepEqual(occurrences("at(2024-03-31T02:30:00)", "2024-01-01T00:00Z", 1, "Europe/Berlin"), []);
    });

    it("runs once what the clocks show twice", () =>
      assert.deepEqual(occurrences("cron(30 2 * * ? *)", "2024-10-26T00:00Z", 3, "Europe/Berlin"), [
        "2024-10-26T00:30",
        "2024-10-27T00:30",
        "2024-10-28T01:30",
      ]));

    it("counts the days of a rate as 24 hours", () =>
      assert.deepEqual(occurrences("rate(1 day)", "2024-03-30T12:00Z", 2, "Europe/Berlin"), [
        "2024-03-30T12:00",
        "2024-03-31T12:00",
      ]));
  });

  const refused: readonly [expression: string, message: RegExp, timeZone?: string][] = [
    ["", /Use rate\(value unit\)/],
    ["every 5 minutes", /Use rate/],
    ["rate(5 minutes", /Use rate/],
    ["rate(0 minutes)", /whole number from 1/],
    ["rate(1 minutes)", /unit of 1 must be minute/],
    ["rate(5 minute)", /unit of 5 must be minutes/],
    ["rate(30 seconds)", /minutes, hours or days/],
    ["rate(1.5 hours)", /whole number/],
    ["rate(5  minutes)", /whole number/],
    ["cron(0 10 * * ?)", /6 fields.*has 5/],
    ["cron(0 10 * * * *)", /Exactly one of Day-of-month and Day-of-week/],
    ["cron(0 10 ? * ? *)", /Exactly one/],
    ["cron(60 10 * * ? *)", /Minutes has "60", which is not 0-59/],
    ["cron(0 24 * * ? *)", /Hours/],
    ["cron(0 0 0 * ? *)", /Day-of-month/],
    ["cron(0 0 L-31 * ? *)", /30 days at most/],
    ["cron(0 0 1,L * ? *)", /Day-of-month has "L"/],
    ["cron(0 0 * 13 ? *)", /Month has "13", which is not 1-12 or JAN-DEC/],
    ["cron(0 0 ? * 0 *)", /Day-of-week has "0", which is not 1-7 or SUN-SAT/],
    ["cron(0 0 ? * 8 *)", /Day-of-week/],
    ["cron(0 0 ? * 3#1,6#3 *)", /# takes one day/],
    ["cron(0 0 ? * 3#6 *)", /# takes one day/],
    ["cron(0 0 * * ? 2200)", /Year has "2200", which is not 1970-2199/],
    ["cron(0/0 0 * * ? *)", /step/],
    ["cron(a 0 * * ? *)", /Minutes has "a"/],
    ["cron(1- 0 * * ? *)", /does not understand "1-"/],
    ["at(2024-05-01 12:00:00)", /yyyy-mm-ddThh:mm:ss/],
    ["at(2024-05-01T12:00:00Z)", /without a zone/],
    ["at(2024-02-30T12:00:00)", /no such date/],
    ["rate(5 minutes)", /IANA/, "Mars/Olympus"],
    ["rate(5 minutes)", /IANA/, "+02:00"],
  ];
  for (const [expression, message, timeZone = "UTC"] of refused)
    it(`refuses ${expression || "nothing"} in ${timeZone}`, () =>
      assert.throws(() => parseExpression(expression, timeZone), { code: "ValidationException", message }));
});

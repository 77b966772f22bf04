import assert from "node:assert/strict";
import { MetricMath, type Series } from "./metric-math.ts";

const series: Readonly<Record<string, Series>> = {
  errors: new Map([
    [1, 2],
    [2, 0],
    [4, 5],
  ]),
  calls: new Map([
    [1, 10],
    [2, 0],
    [3, 8],
    [4, 10],
  ]),
};
const TIMES = [1, 2, 3, 4];
const evaluate = (expression: string) => {
  const value = new MetricMath(expression, TIMES, (id) => series[id] ?? new Map()).evaluate();
  return Object.fromEntries(value);
};

describe("Metric math", () => {
  const examples: readonly [expression: string, expected: Readonly<Record<number, number>>][] = [
    ["calls", { 1: 10, 2: 0, 3: 8, 4: 10 }],
    ["calls + 1 * 2", { 1: 12, 2: 2, 3: 10, 4: 12 }],
    ["(calls + 1) * 2", { 1: 22, 2: 2, 3: 18, 4: 22 }],
    ["-calls - 1", { 1: -11, 2: -1, 3: -9, 4: -11 }],
    ["10 - 2 - 3", { 1: 5, 2: 5, 3: 5, 4: 5 }],
    ["100*errors/calls", { 1: 20, 4: 50 }],
    ["FILL(errors, 0) + calls", { 1: 12, 2: 0, 3: 8, 4: 15 }],
    ["SUM([errors, calls])", { 1: 12, 2: 0, 3: 8, 4: 15 }],
    ["MAX([errors, 1])", { 1: 2, 2: 1, 3: 1, 4: 5 }],
    ["AVG(calls)", { 1: 7, 2: 7, 3: 7, 4: 7 }],
    ["calls / MAX(calls)", { 1: 1, 2: 0, 3: 0.8, 4: 1 }],
    ["SUM(nothing)", {}],
    ["0.5", { 1: 0.5, 2: 0.5, 3: 0.5, 4: 0.5 }],
  ];
  for (const [expression, expected] of examples)
    it(`evaluates ${expression}`, () => assert.deepEqual(evaluate(expression), expected));

  const refused: readonly [expression: string, message: RegExp][] = [
    ["", /ends too early/],
    ["calls +", /ends too early/],
    ["calls calls", /"calls" is not expected/],
    ["(calls", /a \) is missing/],
    ["calls $ 2", /"\$ 2" is not understood/],
    ["SEARCH(calls)", /does not have SEARCH/],
    ["[calls, errors]", /several series/],
    ["[calls, errors] + 1", /list of series/],
  ];
  for (const [expression, message] of refused)
    it(`refuses ${expression || "nothing"}`, () =>
      assert.throws(() => evaluate(expression), { code: "ValidationError", message }));
});

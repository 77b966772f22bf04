import assert from "node:assert/strict";
import { complexityOf, Wildcard } from "./wildcard.ts";

describe("The complexity of wildcards", () => {
  /** Source: aws/event-ruler, MachineComplexityEvaluatorTest. */
  const measured: readonly (readonly [complexity: number, ...patterns: readonly string[]])[] = [
    [2, "*ab"],
    [3, "*aa"],
    [2, "a*b"],
    [2, "aa*"],
    [2, "a*bc"],
    [3, "a*bb"],
    [3, "a*bcb"],
    [4, "a*bbb"],
    [4, "*ab*ad"],
    [3, "*ab*d"],
    [4, "*aba*"],
    [5, "a*b*bb"],
    [4, "a*b*cb"],
    [3, "a*b*cd"],
    [4, "a*b*b"],
    [4, "a*bb*"],
    [3, "ab*b*"],
    [3, "ab*c", "x*xx"],
    [4, "*abc", "*abcde"],
    [4, "a*bcd", "ab*cd"],
    [4, "a*bc", "a*bcde"],
    [7, "a*aaa", "aa*aa"],
  ];
  for (const [complexity, ...patterns] of measured)
    it(`is ${complexity} for ${patterns.join(" and ")}`, () =>
      assert.equal(
        complexityOf(
          patterns.map((pattern) => new Wildcard(pattern)),
          100,
        ),
        complexity,
      ));
});

import assert from "node:assert/strict";
import { byteRange } from "./range.ts";

describe("A range", () => {
  const cases: readonly (readonly [
    header: string | undefined,
    size: number,
    range: readonly number[] | undefined,
  ])[] = [
    ["bytes=0-0", 10, [0, 0]],
    ["bytes=2-4", 10, [2, 4]],
    ["bytes=2-", 10, [2, 9]],
    ["bytes=2-99", 10, [2, 9]],
    ["bytes=-3", 10, [7, 9]],
    ["bytes=-99", 10, [0, 9]],
    ["bytes=4-2", 10, undefined],
    ["bytes=-", 10, undefined],
    ["bytes=0-1,3-4", 10, undefined],
    ["lines=0-1", 10, undefined],
    [undefined, 10, undefined],
  ];
  for (const [header, size, expected] of cases)
    it(`${header} of ${size} bytes is ${expected?.join(" to ") ?? "all"}`, () => {
      const range = byteRange(header, size);
      assert.deepEqual(range && [range.start, range.end], expected);
    });

  for (const [header, size] of [
    ["bytes=10-", 10],
    ["bytes=-0", 10],
    ["bytes=0-", 0],
  ] as const)
    it(`${header} of ${size} bytes is refused`, () =>
      assert.throws(() => byteRange(header, size), { name: "InvalidRange" }));
});

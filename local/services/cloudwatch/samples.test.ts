import assert from "node:assert/strict";
import { add, emptySamples, statistic } from "./samples.ts";

describe("samples", () => {
  it("tell percentiles of many more values than are kept, in whatever order they came", () => {
    const count = 50_000;
    const samples = emptySamples();
    for (let value = 1; value <= count; value++) add(samples, value);
    assert.ok(samples.values.length <= 1_000);
    assert.deepEqual(
      ["SampleCount", "Sum", "Minimum", "Maximum"].map((name) => statistic(samples, name)),
      [count, (count * (count + 1)) / 2, 1, count],
    );
    // Six standard deviations of a sample's median, and more of the other two.
    for (const percent of [10, 50, 90]) {
      const share = statistic(samples, `p${percent}`) / count;
      assert.ok(Math.abs(share - percent / 100) < 0.1, `p${percent} is ${share} of the largest value`);
    }
  });

  it("tell percentiles of few values exactly", () => {
    const samples = emptySamples();
    for (const value of [4, 1, 3, 2]) add(samples, value);
    assert.deepEqual([statistic(samples, "p50"), statistic(samples, "p100")], [2.5, 4]);
  });
});

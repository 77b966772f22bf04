import assert from "node:assert/strict";
import { failedMessageIds } from "./batch.ts";

describe("failedMessageIds", () => {
  const batch = new Set(["a", "b"]);
  const cases: [response: string, failed: "all" | string[]][] = [
    ["null", []],
    ["{}", []],
    ['""', []],
    ['{"batchItemFailures":null}', []],
    ['{"batchItemFailures":[]}', []],
    ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ["b"]],
    ['{"batchItemFailures":[{"itemIdentifier":"c"}]}', "all"],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', "all"],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}', "all"],
    ['{"batchItemFailures":[{"id":"a"}]}', "all"],
    ['{"batchItemFailures":[null]}', "all"],
    ['{"batchItemFailures":{}}', "all"],
    ['"ok"', "all"],
    ["7", "all"],
  ];
  for (const [response, expected] of cases) {
    it(`reads ${response}`, () => {
      const failed = failedMessageIds(response, batch);
      assert.deepEqual(failed === "all" ? "all" : [...failed], expected);
    });
  }
});

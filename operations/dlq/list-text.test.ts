import assert from "node:assert/strict";
import { listText } from "./list-text.ts";
import type { ListedQueue } from "./listing.ts";

describe("the list of dead-letter queues", () => {
  const empty: ListedQueue = {
    queue: "a-dlq-dev",
    arn: "arn:aws:sqs:eu-west-1:000000000000:a-dlq-dev",
    from: [{ kind: "rule", name: "a-dev", arn: "arn" }],
    messages: 0,
    inFlight: 0,
    sample: [],
  };
  const sentAt = "2026-11-26T10:00:00.000Z";
  const at = Date.parse(sentAt);
  const error = { code: "NO_PERMISSIONS", message: "not allowed" };
  const full: ListedQueue = {
    ...empty,
    queue: "bb-dlq-dev",
    messages: 2,
    inFlight: 1,
    oldestSentAt: sentAt,
    lastError: error,
    sample: [{ messageId: "m-1", sentAt, from: "a-dev", ids: { orderId: "o-1" }, error }],
  };

  it("has a line a queue, and below it what is in those that are not empty", () => {
    assert.equal(
      listText([empty, full], at + 3 * 3_600_000),
      [
        "QUEUE       MESSAGES  OLDEST  FROM",
        "a-dlq-dev   0                 rule a-dev",
        "bb-dlq-dev  2         3 h     rule a-dev",
        "",
        "bb-dlq-dev: 2 messages, 1 of them with somebody who received them",
        "  last error: NO_PERMISSIONS: not allowed",
        `  m-1  ${sentAt}  from a-dev  orderId=o-1`,
      ].join("\n"),
    );
  });

  it("says what an older message failed of, and whole messages where they are asked for", () => {
    const other = { message: "timed out", log: "/aws/lambda/a" };
    const sample = [{ messageId: "m-2", sentAt, ids: {}, error: other, body: "{}", attributes: { a: "b" } }];
    const lines = listText([{ ...full, sample }], at).split("\n");
    assert.deepEqual(lines.slice(-4), [
      `  m-2  ${sentAt}`,
      "    timed out (/aws/lambda/a)",
      "    {}",
      "    a: b",
    ]);
  });

  it("gives ages in the largest unit, and none below zero", () => {
    const age = (passed: number) => /2 +(\d+ \w+)/.exec(listText([full], at + passed))?.[1];
    assert.deepEqual([-5_000, 59_999, 60_000, 86_399_999, 86_400_000].map(age), [
      "0 s",
      "59 s",
      "1 min",
      "23 h",
      "1 d",
    ]);
  });

  it("says so when there is no queue", () => {
    assert.equal(listText([], at), "It has no dead-letter queue.");
  });
});

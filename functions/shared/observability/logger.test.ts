import assert from "node:assert/strict";
import { Logger } from "./logger.ts";
import { Metrics } from "./metrics.ts";

function logger(level?: string) {
  const written: string[] = [];
  return { log: new Logger({ service: "orders" }, (line) => written.push(line), level), written };
}

describe("Logger", () => {
  it("writes one JSON line an entry, with its context", () => {
    const { log, written } = logger();
    log.info("Two\nlines", { orderId: "1", absent: undefined });
    const [line = ""] = written;
    assert.equal(line.indexOf("\n"), line.length - 1);
    const { timestamp, ...entry } = JSON.parse(line);
    assert.deepEqual(entry, { level: "INFO", message: "Two\nlines", service: "orders", orderId: "1" });
    assert.equal(new Date(timestamp).toISOString(), timestamp);
  });

  it("keeps a child's fields to the child", () => {
    const { log, written } = logger();
    log.child({ messageId: "1" }).warn("a");
    log.warn("b");
    assert.deepEqual(
      written.map((line) => JSON.parse(line).messageId),
      ["1", undefined],
    );
  });

  const levels: readonly (readonly [level: string | undefined, written: number])[] = [
    ["DEBUG", 4],
    ["INFO", 3],
    [undefined, 3],
    ["nonsense", 3],
    ["WARN", 2],
    ["ERROR", 1],
  ];
  for (const [level, count] of levels) {
    it(`writes ${count} of four levels at ${level}`, () => {
      const { log, written } = logger(level);
      const child = log.child({});
      child.debug("d");
      child.info("i");
      child.warn("w");
      child.error("e");
      assert.equal(written.length, count);
    });
  }

  it("describes what is thrown, causes included, without its other members", () => {
    const { log, written } = logger();
    const thrown = Object.assign(new TypeError("outer", { cause: "inner" }), {
      Item: { customerName: "Ada" },
    });
    log.error("failed", {}, thrown);
    const { error } = JSON.parse(written[0] ?? "");
    assert.deepEqual(Object.keys(error), ["name", "message", "stack", "cause"]);
    assert.equal(error.name, "TypeError");
    assert.deepEqual(error.cause, { name: "string", message: "inner" });
  });
});

describe("Metrics", () => {
  it("writes the embedded metric format on one line", () => {
    const written: string[] = [];
    new Metrics("orders-create-dev", { correlationId: "c" }, (line) => written.push(line)).count(
      "OrdersCreated",
    );
    assert.equal(written.length, 1);
    const { _aws: aws, ...line } = JSON.parse(written[0] ?? "");
    assert.deepEqual(line, { correlationId: "c", function: "orders-create-dev", OrdersCreated: 1 });
    assert.ok(Math.abs(aws.Timestamp - Date.now()) < 60_000);
    assert.deepEqual(aws.CloudWatchMetrics, [
      {
        Namespace: "Orderflow",
        Dimensions: [["function"]],
        Metrics: [{ Name: "OrdersCreated", Unit: "Count" }],
      },
    ]);
  });
});

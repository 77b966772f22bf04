import assert from "node:assert/strict";
import { mock } from "node:test";
import type { Principal } from "../../core/access.ts";
import { LogStream } from "./log-stream.ts";

describe("LogStream", () => {
  const written: string[][] = [];
  let refusal: Error | undefined;
  let lost: string[];
  let stream: LogStream;
  let now = 0;

  beforeEach(() => {
    [written.length, now, lost, refusal] = [0, 0, [], undefined];
    mock.method(performance, "now", () => now);
    const call = async (_service: string, operation: string, input: unknown) => {
      if (operation !== "PutLogEvents") return {};
      if (refusal !== undefined) throw refusal;
      const { logEvents } = input as { readonly logEvents: readonly { readonly message: string }[] };
      written.push(logEvents.map(({ message }) => message));
      return {};
    };
    stream = new LogStream({
      dispatcher: { call } as never,
      principal: {} as Principal,
      logGroupName: "group",
      logStreamName: "stream",
      onLost: (reason) => lost.push(reason),
    });
  });
  afterEach(() => mock.restoreAll());

  const log = (message: string) => {
    stream.add({ timestamp: 0, message });
    return stream.flush();
  };
  /** Whatever needs no time to pass has happened by then. */
  const turns = async () => {
    for (let turn = 0; turn < 50; turn++) await undefined;
  };

  it("writes at once what comes long after a write", async () => {
    await log("first");
    now += 10;
    void log("second");
    await turns();
    assert.deepEqual(written, [["first"], ["second"]]);
  });

  it("writes together what comes within 10 ms of a write, and tells each who waits when it is written", async () => {
    await log("first");
    now += 9;
    const second = log("second");
    await turns();
    const third = log("third");
    assert.deepEqual(written, [["first"]]);
    await second;
    assert.deepEqual(written, [["first"], ["second", "third"]]);
    await third;
    assert.deepEqual(written.length, 2);
  });

  it("writes what comes while it writes, and keeps the order", async () => {
    const first = log("first");
    await turns();
    const second = log("second");
    await Promise.all([first, second]);
    assert.deepEqual(written, [["first"], ["second"]]);
  });

  it("has nothing to wait for where nothing was logged", async () => {
    await stream.flush();
    await log("");
    assert.deepEqual(written, []);
  });

  it("says what it could not write, and writes what comes later", async () => {
    refusal = new Error("no permission");
    await log("lost");
    refusal = undefined;
    await log("kept");
    assert.deepEqual([lost, written], [["no permission"], [["kept"]]]);
  });
});

import assert from "node:assert/strict";
import type { HistoryEvent } from "../interpreter/history-event.ts";
import { History } from "./history.ts";

const event = (id: number): HistoryEvent => ({
  id,
  previousEventId: id - 1,
  type: "WaitStateEntered",
  timestamp: id,
});

describe("History", () => {
  it("is the same when it is packed, and goes on", () => {
    const history = new History();
    for (const id of [1, 2, 3]) history.append(event(id));
    const before = history.events;
    history.pack();
    assert.deepEqual([history.length, history.events], [3, before]);
    history.append(event(4));
    history.pack();
    history.pack();
    assert.deepEqual(
      history.events.map(({ id }) => id),
      [1, 2, 3, 4],
    );
  });

  it("is put back in whatever order it comes", () => {
    const history = new History();
    for (const id of [2, 3, 1]) history.restore(id, event(id));
    assert.deepEqual(
      history.events.map(({ id }) => id),
      [1, 2, 3],
    );
  });
});

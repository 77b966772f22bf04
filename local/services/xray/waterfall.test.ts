import assert from "node:assert/strict";
import { type Segment, TraceStore } from "./trace-store.ts";
import { latestRequests, waterfall } from "./waterfall.ts";

const CREATE = "1-5f2b3c4d-000000000000000000000001";
const BATCH = "1-5f2b3c4d-000000000000000000000002";
const OTHER = "1-5f2b3c4d-000000000000000000000003";

let ids = 0;
const newId = () => (++ids).toString(16).padStart(16, "0");

describe("a request's waterfall", () => {
  let store: TraceStore;

  beforeEach(() => {
    store = new TraceStore();
  });

  function record(trace_id: string, name: string, from: number, to: number, more: Partial<Segment> = {}) {
    const segment = { id: newId(), trace_id, name, start_time: from, end_time: to, ...more };
    store.record(segment);
    return segment.id;
  }

  /** As Lambda does: a segment of the service, and in it one of the function. */
  function invocation(trace: string, name: string, from: number, to: number): string {
    const service = record(trace, name, from, to, { origin: "AWS::Lambda" });
    return record(trace, name, from, to, { origin: "AWS::Lambda::Function", parent_id: service });
  }

  /** A request that makes the order `o-1` under `c-1`, whose consumer has it in a batch with that of `c-2`. */
  function orders(): void {
    const create = invocation(CREATE, "orders-create", 100, 100.5);
    const step = record(CREATE, "CreateOrder", 100.1, 100.4, {
      parent_id: create,
      annotations: { correlationId: "c-1", orderId: "o-1" },
    });
    record(CREATE, "DynamoDB", 100.2, 100.3, {
      parent_id: step,
      namespace: "aws",
      aws: { operation: "TransactWriteItems", table_name: "orders-dev", retries: 2 },
    });
    const consumer = invocation(BATCH, "orders-process", 101, 102);
    for (const number of [1, 2]) {
      const process = record(BATCH, "ProcessOrder", 101.1, 101.9, {
        parent_id: consumer,
        annotations: { correlationId: `c-${number}`, orderId: `o-${number}` },
      });
      record(BATCH, "SQS", 101.2, 101.3, {
        parent_id: process,
        namespace: "aws",
        aws: { operation: "SendMessage", queue_url: "http://localhost/000000000000/order-events" },
        ...(number === 2 && { error: true, throttle: true }),
      });
    }
  }

  const rows = (id: string) =>
    waterfall(store, id)?.spans.map(({ depth, name, offsetMs }) => `${depth} ${name} +${offsetMs}`);

  it("joins the traces that carry one correlation id, without what is another's", () => {
    orders();
    const found = waterfall(store, "c-1");
    assert.deepEqual(rows("c-1"), [
      "0 orders-create +0",
      "1 CreateOrder +100",
      "2 DynamoDB +200",
      "0 orders-process +1000",
      "1 ProcessOrder +1100",
      "2 SQS +1200",
    ]);
    assert.deepEqual(
      [found?.correlationIds, found?.orderIds, found?.traceIds, found?.durationMs],
      [["c-1"], ["o-1"], [CREATE, BATCH], 2000],
    );
    assert.equal(found?.start, new Date(100_000).toISOString());
    const [, , call] = found?.spans ?? [];
    assert.deepEqual(
      [call?.kind, call?.detail, call?.durationMs, call?.retries, call?.outcome],
      ["call", "TransactWriteItems orders-dev", 100, 2, "ok"],
    );
  });

  it("is found by the order's id, as the request that made it, and by the id of a trace, with all it touches", () => {
    orders();
    const read = invocation(OTHER, "orders-get", 200, 201);
    record(OTHER, "GetOrder", 200.1, 200.9, {
      parent_id: read,
      annotations: { correlationId: "c-9", orderId: "o-1" },
    });
    assert.deepEqual(rows("o-1"), rows("c-1"));
    assert.deepEqual(waterfall(store, BATCH)?.correlationIds, ["c-1", "c-2"]);
    assert.deepEqual(waterfall(store, BATCH)?.traceIds, [CREATE, BATCH]);
    assert.equal(waterfall(store, "nothing"), undefined);
  });

  it("marks errors, throttles and faults, with the reason, and what still runs", () => {
    orders();
    assert.equal(waterfall(store, "c-2")?.spans.at(-1)?.outcome, "throttle");
    const failing = invocation(OTHER, "orders-get", 1, 2);
    const cause = { exceptions: [{ type: "TimeoutError", message: "too late" }] };
    record(OTHER, "GetOrder", 1, 2, { parent_id: failing, fault: true, cause });
    store.record({ id: newId(), trace_id: OTHER, name: "Other", start_time: 1.5, parent_id: failing });
    const [, step, running] = waterfall(store, OTHER)?.spans ?? [];
    assert.deepEqual([step?.outcome, step?.message], ["fault", "TimeoutError: too late"]);
    assert.equal(running?.durationMs, null);
  });

  it("leaves out what hangs on a segment that never came", () => {
    record(OTHER, "Orphan", 1, 2, { parent_id: "00000000000000ff" });
    assert.equal(waterfall(store, OTHER), undefined);
    assert.deepEqual(latestRequests(store, 5), []);
  });

  it("lists the latest requests, the newest first, each correlation id once", () => {
    orders();
    invocation(OTHER, "orders-reconcile", 300, 301);
    const listed = latestRequests(store, 5).map(({ correlationIds, traceIds }) => [correlationIds, traceIds]);
    assert.deepEqual(listed, [
      [[], [OTHER]],
      [["c-2"], [BATCH]],
      [["c-1"], [CREATE, BATCH]],
    ]);
    assert.equal(latestRequests(store, 1).length, 1);
  });
});

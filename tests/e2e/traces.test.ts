import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ControlClient } from "../../local/control/client.ts";
import type { Platform } from "../../local/platform.ts";
import type { Span } from "../../local/services/xray/waterfall.ts";
import { LocalCli } from "../kit/cli.ts";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { advanceUntil, waitFor } from "../kit/wait.ts";

describe("traces, on the running platform", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;
  let control: ControlClient;
  let cli: LocalCli;

  before(async () => {
    platform = await freshPlatform();
    platform.faults.clear();
    customer = await OrdersApi.as(platform, "demo");
    cli = new LocalCli(platform);
    control = new ControlClient({ endpoint: platform.endpoint, token: platform.cloud.control.token });
  });

  async function createUnder(correlationId: string): Promise<string> {
    const response = await customer.request("POST", "/v1/orders", {
      headers: { "content-type": "application/json", "x-correlation-id": correlationId },
      body: JSON.stringify(order),
    });
    assert.equal(response.status, 201);
    return ((await response.json()) as { id: string }).id;
  }

  /** The spans under an id, once those of `functions` are all there. */
  const spansOf = (id: string, functions: readonly string[]) =>
    waitFor(`traces of ${functions.join(", ")}`, async () => {
      const { requests } = await control.traces(id).catch(() => ({ requests: [] }));
      const spans = requests[0]?.spans ?? [];
      const there = functions.every((name) =>
        spans.some(({ kind, name: own }) => kind === "function" && own === name),
      );
      return there && spans;
    });

  const named = (spans: readonly Span[], name: string) => {
    const span = spans.find((candidate) => `${candidate.name} ${candidate.detail ?? ""}`.trim() === name);
    assert.ok(span !== undefined, `${name} is not among ${spans.map((each) => each.name).join(", ")}`);
    return span;
  };

  it("follow an order from the function over DynamoDB and SQS to the consumer's trace", async () => {
    const correlationId = randomUUID();
    const orderId = await createUnder(correlationId);
    const spans = await spansOf(correlationId, ["orders-create-dev", "orders-process-dev"]);
    const steps = [
      named(spans, "orders-create-dev"),
      named(spans, "CreateOrder"),
      named(spans, "DynamoDB TransactWriteItems orders-dev"),
      named(spans, "SQS SendMessage order-events-dev"),
      named(spans, "orders-process-dev"),
      named(spans, "ProcessOrder"),
    ];
    const offsets = steps.map(({ offsetMs }) => offsetMs);
    assert.deepEqual(
      offsets,
      offsets.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 2);
    assert.ok(spans.every(({ outcome }) => outcome === "ok"));
    assert.deepEqual(
      (await control.traces(orderId)).requests,
      (await control.traces(correlationId)).requests,
    );
  });

  it("are drawn as a waterfall, and listed without an id", async () => {
    const correlationId = randomUUID();
    const orderId = await createUnder(correlationId);
    await spansOf(correlationId, ["orders-create-dev", "orders-process-dev"]);
    const { stdout } = await cli.run(["trace", orderId]);
    assert.match(stdout, new RegExp(`^Correlation id {2}${correlationId}\nOrder +${orderId}\n`));
    assert.match(stdout, /^orders-create-dev +\+0 +\d+ ms +█+/m);
    assert.match(stdout, /^ {4}DynamoDB TransactWriteItems orders-dev +\+\d+ +\d+ ms +█+/m);
    assert.match(stdout, /^orders-process-dev +\+\d+ +\d+ ms +█+/m);
    assert.match(
      (await cli.run(["trace"])).stdout,
      new RegExp(`^20\\S+ {2}${correlationId} +\\d+ ms {2}orders-create-dev, orders-process-dev$`, "m"),
    );
    const traceId = JSON.parse((await cli.run(["trace", orderId, "--json"])).stdout).requests[0].traceIds[1];
    assert.match((await cli.run(["trace", traceId])).stdout, /ProcessOrder/);
    const unknown = await cli.run(["trace", "nothing"]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /^No trace knows 'nothing'\. Give the x-correlation-id/);
  });

  it("show retries, the throttle that ended a call, and the reconciler's send", async () => {
    platform.faults.set({
      rules: [
        {
          fault: "throttle",
          service: "sqs",
          operation: "SendMessage",
          function: "orders-create-dev",
          times: 3,
        },
      ],
    });
    const correlationId = randomUUID();
    const orderId = await createUnder(correlationId);
    const spans = await spansOf(correlationId, ["orders-create-dev"]);
    const send = named(spans, "SQS SendMessage order-events-dev");
    assert.deepEqual([send.outcome, send.retries], ["throttle", 2]);
    assert.match((await cli.run(["trace", correlationId])).stdout, /THROTTLE {2}2 retries {2}\S+: /);

    platform.faults.clear();
    await advanceUntil(
      platform.cloud.clock,
      "the reconciler",
      async () => (await customer.status(orderId)) === "CONFIRMED",
      {
        stepMs: 60_000,
        atMostMs: 10 * 60_000,
      },
    );
    const later = await spansOf(correlationId, ["orders-reconcile-dev", "orders-process-dev"]);
    named(later, "ResendOrderCreated");
  });
});

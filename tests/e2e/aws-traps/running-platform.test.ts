import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Platform } from "../../../local/platform.ts";
import type { Segment } from "../../../local/services/xray/trace-store.ts";
import { logEvents } from "../../kit/logs.ts";
import { OrdersApi, order, signIn } from "../../kit/orders-api.ts";
import { freshPlatform, projectWithStack } from "../../kit/platform.ts";
import { waitFor } from "../../kit/wait.ts";

const ORIGIN = "https://shop.example.com";
const SETTINGS = {
  "aws:region": "eu-west-1",
  "orderflow:adminPasswordSignIn": "true",
  "orderflow:allowedOrigins": `["${ORIGIN}"]`,
  "orderflow:createOrderThrottleRate": "1",
  "orderflow:createOrderThrottleBurst": "5",
};

describe("the platform where AWS is least kind", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;

  before(async () => {
    platform = await freshPlatform("dev", projectWithStack("dev", SETTINGS));
    customer = await OrdersApi.as(platform, "demo");
  });

  const lambda = () => platform.cloud.lambda;
  const queueUrl = () => String(platform.outputs.orderEventsQueueUrl);
  const dlqUrl = () => String(platform.outputs.orderEventsDlqUrl);

  /** Runs with a function that Lambda throttles: nothing is left of its concurrency. */
  async function withThrottled<T>(functionName: string, run: () => Promise<T>): Promise<T> {
    lambda().putFunctionConcurrency(functionName, 0);
    try {
      return await run();
    } finally {
      lambda().concurrency.unreserve(functionName);
    }
  }

  async function attributes(url: string): Promise<Record<string, string>> {
    const { Attributes } = await platform.callAsRoot<{ Attributes: Record<string, string> }>(
      "sqs",
      "GetQueueAttributes",
      { QueueUrl: url, AttributeNames: ["All"] },
    );
    return Attributes;
  }

  const deadLetters = async () => Number((await attributes(dlqUrl())).ApproximateNumberOfMessages);
  const inQueue = async () => {
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributes(
      queueUrl(),
    );
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
  };

  /** Lets visibility timeouts end until `done`. */
  const passTimeUntil = (what: string, done: () => Promise<boolean>) =>
    waitFor(
      what,
      async () => {
        if (await done()) return true;
        await platform.cloud.clock.advance(31_000);
        return false;
      },
      { everyMs: 50, deadlineMs: 20_000 },
    );

  describe("answers of the gateway itself (line 5)", () => {
    async function isTheGateways(response: Response, status: number, message: string): Promise<void> {
      assert.equal(response.status, status);
      assert.deepEqual(await response.json(), { message });
      assert.equal(response.headers.get("x-correlation-id"), null);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    }

    it("401: no token", async () => {
      await isTheGateways(await fetch(`${platform.apiUrl}/v1/orders/${randomUUID()}`), 401, "Unauthorized");
    });

    it("403: an ID token, which has no scope (line 2)", async () => {
      const { demo } = platform.users;
      assert.ok(demo);
      const { IdToken } = await signIn(platform, demo);
      const withIdToken = new OrdersApi(platform.apiUrl, IdToken);
      await isTheGateways(await withIdToken.create(), 403, "Forbidden");
    });

    it("404: a route that does not exist", async () => {
      await isTheGateways(await customer.request("DELETE", `/v1/orders/${randomUUID()}`), 404, "Not Found");
    });

    it("413: a body whose event is above 6 MB in base64, although it is below 10 MB (line 4)", async () => {
      const body = Buffer.alloc(5_000_000, "x");
      const headers = { "content-type": "application/octet-stream" };
      await isTheGateways(
        await customer.request("POST", "/v1/orders", { body, headers }),
        413,
        "Request Entity Too Large",
      );
    });

    it("429: more at once than the route's throttle lets through", async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => customer.create({})));
      const refused = answers.find(({ status }) => status === 429);
      assert.ok(refused, "nothing was throttled");
      await isTheGateways(refused, 429, "Too Many Requests");
    });

    it("503: a function that is throttled", async () => {
      await withThrottled("orders-get-dev", async () => {
        await isTheGateways(await customer.get(randomUUID()), 503, "Service Unavailable");
      });
    });
  });

  describe("CORS (line 8)", () => {
    const preflight = (origin: string) =>
      fetch(`${platform.apiUrl}/v1/orders`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });

    it("a preflight needs no token and reaches no function", async () => {
      const response = await withThrottled("orders-create-dev", () => preflight(ORIGIN));
      assert.equal(response.status, 204);
      assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
      assert.match(response.headers.get("access-control-allow-methods") ?? "", /POST/);
    });

    it("another site's page is let in by no header", async () => {
      const response = await preflight("https://evil.example.com");
      assert.equal(response.headers.get("access-control-allow-origin"), null);
    });
  });

  it("traces begin at the functions, one for the request and one for the queue's consumer, joined by the correlation id (line 7)", async () => {
    const correlationId = randomUUID();
    const response = await customer.request("POST", "/v1/orders", {
      headers: { "content-type": "application/json", "x-correlation-id": correlationId },
      body: JSON.stringify(order),
    });
    await customer.confirmed(((await response.json()) as { id: string }).id);
    const traces = await waitFor("both traces", () => {
      const found = [...platform.cloud.xray.traces.all()].filter((trace) =>
        JSON.stringify(trace).includes(correlationId),
      );
      return found.length >= 2 && found.every((trace) => trace.some(isLambdas)) && found;
    });
    const functions = new Set(traces.flatMap((trace) => trace.filter(isLambdas).map(({ name }) => name)));
    assert.deepEqual(functions, new Set(["orders-create-dev", "orders-process-dev"]));
    for (const trace of traces) {
      const [first] = trace;
      assert.equal(first?.origin, "AWS::Lambda");
      assert.ok(!trace.some(({ origin }) => String(origin).startsWith("AWS::ApiGateway")));
    }
  });

  it("messages that come twice and out of order change nothing (line 17)", async () => {
    platform.faults.set({
      seed: 17,
      rules: [
        { fault: "duplicate", service: "sqs", times: 2 },
        { fault: "reorder", service: "sqs" },
      ],
    });
    try {
      const ids = [await customer.createdId(), await customer.createdId()];
      for (const id of ids) await customer.confirmed(id);
      await waitFor("the copies to be done", async () => (await inQueue()) === 0);
      assert.equal(platform.faults.status().rules[0]?.injected, 2);
      assert.equal(await deadLetters(), 0);
      for (const id of ids) assert.equal(await customer.status(id), "CONFIRMED");
    } finally {
      platform.faults.clear();
    }
  });

  it("an order is there at once for its customer, while a read that asks for no consistency sees none (line 22)", async () => {
    platform.faults.set({ seed: 22, rules: [{ fault: "lag", service: "dynamodb", lagMs: 30_000 }] });
    try {
      const id = await customer.createdId();
      assert.equal((await customer.get(id)).status, 200);
      const { Item } = await platform.callAsRoot<{ Item?: object }>("dynamodb", "GetItem", {
        TableName: platform.outputs.ordersTableName,
        Key: { id: { S: id } },
      });
      assert.equal(Item, undefined);
    } finally {
      platform.faults.clear();
    }
  });

  it("a log group that is gone is not made anew without retention and key: the function may not (line 30)", async () => {
    const logGroupName = "/aws/lambda/orders-get-dev";
    await platform.callAsRoot("logs", "DeleteLogGroup", { logGroupName });
    assert.equal((await customer.get(randomUUID())).status, 404);
    await lambda().logsWritten();
    const { logGroups } = await platform.callAsRoot<{ logGroups: unknown[] }>("logs", "DescribeLogGroups", {
      logGroupNamePrefix: logGroupName,
    });
    assert.deepEqual(logGroups, []);
  });

  it("a throttled consumer uses up receives: a good message is dead-lettered, and confirmed after its redrive (line 16)", async () => {
    const id = await withThrottled("orders-process-dev", async () => {
      const created = await customer.createdId();
      await passTimeUntil("the message to be dead-lettered", async () => (await deadLetters()) > 0);
      return created;
    });
    customer = await OrdersApi.as(platform, "demo");
    assert.equal(await customer.status(id), "PENDING");
    const { QueueArn } = await attributes(dlqUrl());
    await platform.callAsRoot("sqs", "StartMessageMoveTask", { SourceArn: QueueArn });
    await customer.confirmed(id);
  });

  it("a dead-letter queue that keeps messages for less time than they are old loses them (line 18)", async () => {
    const retention = (seconds: number) =>
      platform.callAsRoot("sqs", "SetQueueAttributes", {
        QueueUrl: dlqUrl(),
        Attributes: { MessageRetentionPeriod: String(seconds) },
      });
    const { MessageRetentionPeriod } = await attributes(queueUrl());
    assert.equal((await attributes(dlqUrl())).MessageRetentionPeriod, MessageRetentionPeriod);
    await retention(60);
    await platform.callAsRoot("sqs", "SendMessage", { QueueUrl: queueUrl(), MessageBody: "poison" });
    await passTimeUntil("the poison to leave the queue", async () => (await inQueue()) === 0);
    assert.equal(await deadLetters(), 0);
    await retention(Number(MessageRetentionPeriod));
    const log = await logEvents(platform, "/aws/lambda/orders-process-dev");
    assert.ok(log.some(({ message }) => message.includes("can never be processed")));
  });
});

function isLambdas({ origin }: Segment): boolean {
  return origin === "AWS::Lambda::Function";
}

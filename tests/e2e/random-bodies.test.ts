import assert from "node:assert/strict";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import fc from "fast-check";
import { orderBody } from "../../functions/shared/contracts/order.ts";
import type { Platform } from "../../local/platform.ts";
import { metricSum } from "../kit/cloudwatch.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { OrdersRecord } from "../kit/orders-record.ts";
import { freshPlatform } from "../kit/platform.ts";
import { share, testSeed } from "../kit/seed.ts";
import { type RandomRequest, randomRequest } from "./random-requests.ts";

const REQUESTS = share(20_000);
const CONCURRENCY = 8;
const SEED = testSeed();

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

describe(`POST /v1/orders with ${REQUESTS} random bodies and headers (SEED=${SEED} replays them)`, function () {
  this.timeout(300_000);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const accepted = new Set<string>();
  const statuses = new Map<number, number>();
  let platform: Platform;
  let customer: OrdersApi;

  before(async () => {
    platform = await freshPlatform();
    // With the services in order, a 5xx is the request's doing.
    platform.faults.clear();
    customer = await OrdersApi.as(platform, "demo");
  });
  after(() => {
    agent.destroy();
    const counts = [...statuses].sort(([one], [other]) => one - other);
    console.log(`      ${counts.map(([status, count]) => `${count} x ${status}`).join(", ")}; SEED=${SEED}`);
  });

  it("answers each in good order, and accepts what the contract accepts", async () => {
    const property = fc.asyncProperty(randomRequest, async (request) => {
      const answer = await post(request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      checkAnswer(request, answer);
      if (answer.status === 201) accepted.add((JSON.parse(answer.text) as { id: string }).id);
    });
    const clients = Array.from({ length: CONCURRENCY }, (_, client) =>
      fc.assert(property, { seed: (SEED + client) | 0, numRuns: REQUESTS / CONCURRENCY }),
    );
    await Promise.all(clients);
    for (const status of [201, 400, 413, 415, 422, 431])
      assert.ok(statuses.has(status), `none was answered with ${status}: the test proves little`);
  });

  it("stored exactly the orders that it accepted, each as the contract has it", async () => {
    const { orders } = await (await OrdersRecord.of(platform)).table();
    assert.deepEqual(new Set(orders.map(({ id }) => id)), accepted);
    for (const { customerName, items } of orders)
      assert.ok(accepts({ customerName, items }), JSON.stringify({ customerName, items }));
  });

  it("ended no environment, and threw nothing", async () => {
    for (const metric of ["Errors", "Throttles"]) {
      const FunctionName = "orders-create-dev";
      assert.equal(await metricSum(platform, "AWS/Lambda", metric, { FunctionName }), 0, metric);
    }
  });

  /** Sends the request until there is a verdict on it, which 429 is not. */
  async function post(request: RandomRequest): Promise<Answer> {
    for (;;) {
      const answer = await send(request);
      if (answer.status !== 429) return answer;
    }
  }

  function send({ body, contentType, idempotencyKey, headers, query }: RandomRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${customer.url}/v1/orders${query}`, { method: "POST", agent });
      outgoing.setHeader("authorization", `Bearer ${customer.token}`);
      outgoing.setHeader("content-length", body.length);
      if (contentType !== undefined) outgoing.setHeader("content-type", contentType);
      if (idempotencyKey !== undefined) outgoing.setHeader("idempotency-key", idempotencyKey);
      for (const [name, value] of headers) outgoing.appendHeader(name, value);
      outgoing.on("error", reject);
      outgoing.on("response", (response) => read(response).then(resolve, reject));
      outgoing.end(body);
    });
  }
});

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers["content-type"] ?? "",
    text: Buffer.concat(chunks).toString(),
  };
}

function checkAnswer(request: RandomRequest, { status, contentType, text }: Answer): void {
  const shown = `${status} ${text}`;
  assert.ok(status === 201 || (status >= 400 && status < 500), shown);
  const valid = isValid(request.body);
  if (status === 201) assert.ok(valid, `accepted: ${request.body.subarray(0, 1_000)}`);
  else if (contentType.startsWith("application/problem+json")) {
    const problem = JSON.parse(text) as { status: number; title: string; detail: string };
    assert.equal(problem.status, status);
    assert.ok(problem.title.length > 0 && problem.detail.length > 0, shown);
  } else assert.deepEqual(Object.keys(JSON.parse(text) as object), ["message"], shown);
  if (isPlain(request)) assert.equal(status === 201, valid, shown);
}

/** Nothing but the body decides about it. */
const isPlain = ({ contentType, idempotencyKey, headers }: RandomRequest): boolean =>
  contentType === "application/json" && idempotencyKey === undefined && headers.length === 0;

/** The contract's verdict on a body. What is no UTF-8 in it has become U+FFFD at the gateway. */
function isValid(body: Buffer): boolean {
  if (body.length > 65_536) return false;
  try {
    return accepts(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return false;
  }
}

const accepts = (value: unknown): boolean => orderBody.safeParse(value).success;

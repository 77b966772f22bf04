/**
 * Orders a second of the running platform at 16 connections, beside the bare floor in the same run: the same
 * transaction and the same send by the function's own adapters, through the same engines, without API, IAM and Lambda.
 *
 *   npm run bench:orders -- [--orders 4000] [--rounds 3]
 */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createOrder } from "../functions/orders/create/core.ts";
import { clientConfig } from "../functions/shared/adapters/client.ts";
import { OrderEventsQueue } from "../functions/shared/adapters/order-events-queue.ts";
import { OrderIntake } from "../functions/shared/adapters/orders-table/accept-order.ts";
import { waitFor } from "../tests/kit/wait.ts";
import { type Caller, type Measured, measure, medianOf } from "./kit/load.ts";
import { countByStatus, ORDER, ORDERFLOW, orderCaller } from "./kit/orderflow.ts";
import { PlatformProcess, type RunningPlatform } from "./kit/platform-process.ts";
import { goal, line } from "./kit/report.ts";

const CALLERS = 16;
const FLOOR_TABLE = "bench-floor";

const { values } = parseArgs({
  options: { orders: { type: "string", default: "4000" }, rounds: { type: "string", default: "3" } },
});
const [orders, rounds] = [Number(values.orders), Number(values.rounds)];

/** A table and a queue like those of the stack, which no function reads from. */
async function floorOf({ endpoint, bareEndpoint, region, root, outputs }: RunningPlatform): Promise<Caller> {
  const account = { endpoint, region, credentials: root };
  const dynamodb = new DynamoDBClient(account);
  const { Table } = await dynamodb.send(
    new DescribeTableCommand({ TableName: String(outputs.ordersTableName) }),
  );
  await dynamodb.send(
    new CreateTableCommand({
      TableName: FLOOR_TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: Table?.AttributeDefinitions,
      KeySchema: Table?.KeySchema,
      GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  );
  const queue = await new SQSClient(account).send(new CreateQueueCommand({ QueueName: FLOOR_TABLE }));
  const bare = { ...clientConfig, ...account, endpoint: bareEndpoint };
  const deps = {
    orders: new OrderIntake(FLOOR_TABLE, new DynamoDBClient(bare)),
    events: new OrderEventsQueue(
      String(queue.QueueUrl),
      new SQSClient({ ...bare, useQueueUrlAsEndpoint: false }),
    ),
    newId: randomUUID,
    now: () => new Date(),
  };
  return async () => {
    const request = { body: ORDER, owner: "floor", idempotencyKey: undefined, correlationId: randomUUID() };
    const { outcome } = await createOrder(deps, request);
    if (outcome !== "announced") throw new Error(`The floor's order was ${outcome}.`);
  };
}

const platform = await PlatformProcess.start(ORDERFLOW);
try {
  const { running } = platform;
  const bare = await floorOf(running);
  const floor = () => measure(() => bare, { callers: CALLERS, calls: orders });
  const ours = () => measure(() => orderCaller(running), { callers: CALLERS, calls: orders });
  await floor();
  await ours();
  let accepted = orders;
  const measured: { floor: Measured; ours: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({ floor: await floor(), ours: await ours() });
    accepted += orders;
  }
  const statuses = await waitFor(
    "every order to be CONFIRMED",
    async () => {
      const counts = await countByStatus(running);
      return (counts.get("CONFIRMED") ?? 0) >= accepted && counts;
    },
    { deadlineMs: 60_000, everyMs: 1_000 },
  );

  const median = (of: (round: { floor: Measured; ours: Measured }) => number) => medianOf(measured.map(of));
  line(
    "bare floor",
    `${median(({ floor }) => floor.perSecond).toFixed(0)} orders/s`,
    `p99 ${median(({ floor }) => floor.p99).toFixed(1)} ms`,
  );
  line(
    "POST /v1/orders",
    `${median(({ ours }) => ours.perSecond).toFixed(0)} orders/s`,
    `p99 ${median(({ ours }) => ours.p99).toFixed(1)} ms`,
  );
  goal(
    "orders/s to the floor's",
    median(({ floor, ours }) => ours.perSecond / floor.perSecond),
    { atLeast: 0.35 },
  );
  goal(
    "p99 to the floor's",
    median(({ floor, ours }) => ours.p99 / floor.p99),
    { below: 5 },
  );
  goal("accepted and not confirmed", accepted - (statuses.get("CONFIRMED") ?? 0), { atMost: 0 });
} finally {
  await platform.stop();
}

import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { InstanceFiles, type StackFile } from "../../local/cli/stack-file.ts";
import { ControlClient } from "../../local/control/client.ts";
import { Instance } from "../kit/instance.ts";
import { order } from "../kit/orders-api.ts";
import { projectWithStack } from "../kit/platform.ts";
import { share } from "../kit/seed.ts";
import { waitFor } from "../kit/wait.ts";

const SETTINGS = { "aws:region": "eu-west-1", "orderflow:adminPasswordSignIn": "true" };
const CONCURRENCY = 8;

/** Clients that place orders under keys of their own until the instance is gone. */
class Storm {
  /** Key to the id it was answered with, if it was answered. */
  readonly asked = new Map<string, string | undefined>();
  readonly #url: string;
  readonly #token: string;

  constructor({ outputs }: StackFile, token: string) {
    this.#url = `${String(outputs.apiUrl)}/v1/orders`;
    this.#token = token;
  }

  get accepted(): readonly string[] {
    return [...this.asked.values()].filter((id) => id !== undefined);
  }

  /** Resolves when every client has met its first failure. */
  async rage(): Promise<void> {
    const client = async () => {
      for (;;) if (!(await this.place(randomUUID()))) return;
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, client));
  }

  /** Whether the order of the key was accepted. */
  async place(key: string): Promise<boolean> {
    this.asked.set(key, this.asked.get(key));
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: {
          authorization: `Bearer ${this.#token}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify({ ...order, customerName: key }),
      });
      if (response.status !== 201) return false;
      const { id } = (await response.json()) as { id: string };
      const earlier = this.asked.get(key);
      if (earlier !== undefined) assert.equal(id, earlier, "a repeat was answered with another order");
      this.asked.set(key, id);
      return true;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return false;
    }
  }
}

/** All orders, by the key they were placed under. */
async function ordersOf(directory: string, { outputs, endpoint }: StackFile) {
  const credentials = new InstanceFiles(directory).readCredentials();
  const client = new DynamoDBClient({ endpoint, region: "eu-west-1", credentials });
  const orders = new Map<string, { readonly id: string; readonly status: string }[]>();
  let start: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: String(outputs.ordersTableName),
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    for (const item of page.Items ?? []) {
      const record = unmarshall(item) as { id: string; status?: string; customerName?: string };
      if (record.status === undefined || record.customerName === undefined) continue;
      const { id, status, customerName } = record;
      orders.set(customerName, [...(orders.get(customerName) ?? []), { id, status }]);
    }
    start = page.LastEvaluatedKey as typeof start;
  } while (start !== undefined);
  client.destroy();
  return orders;
}

async function messagesIn(directory: string, { endpoint }: StackFile, url: unknown): Promise<number> {
  const credentials = new InstanceFiles(directory).readCredentials();
  const client = new SQSClient({ endpoint, region: "eu-west-1", credentials });
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: String(url), AttributeNames: ["All"] }),
  );
  client.destroy();
  const {
    ApproximateNumberOfMessages: visible,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: delayed,
  } = Attributes;
  return Number(visible) + Number(inFlight) + Number(delayed);
}

describe("npm start -- --persist, killed in a storm of orders", function () {
  this.timeout(180_000);
  const directory = projectWithStack("dev", SETTINGS);
  /** Not one of those that the system hands out, which somebody else may have by the next start. */
  const port = String(randomInt(10_000, 30_000));
  let instance: Instance;
  const start = async () => {
    instance = new Instance(directory, ["--port", port, "--persist"]);
    return await instance.ready();
  };
  after(() => {
    if (instance.running) instance.kill("SIGKILL");
  });

  it("loses no accepted order and makes none twice, and keeps its names, ports and tokens", async () => {
    let stack = await start();
    const token = await instance.token();
    const storm = new Storm(stack, token);
    for (let kill = 1; kill <= share(20); kill++) {
      const before = storm.accepted.length;
      const raging = storm.rage();
      await waitFor("orders", () => storm.accepted.length >= before + 5 + 7 * kill, {
        deadlineMs: 60_000,
        everyMs: 1,
      });
      process.kill(instance.pid, "SIGKILL");
      await raging;
      await waitFor("every process to be gone", async () => (await instance.processes()).length === 0);
      const next = await start();
      assert.match(instance.printed, /nothing changed since its last deployment/);
      assert.deepEqual([next.outputs, next.endpoint], [stack.outputs, stack.endpoint]);
      stack = next;
    }
    const unanswered = [...storm.asked.keys()].filter((key) => storm.asked.get(key) === undefined);
    for (const key of unanswered)
      assert.ok(await storm.place(key), `the order ${key} is refused with its old token`);

    const quiet = async () => {
      const orders = [...(await ordersOf(directory, stack)).values()].flat();
      return orders.every(({ status }) => status === "CONFIRMED");
    };
    // What was in flight when the process was killed is visible again after 30 s; what was stored and not sent, since
    // nobody was told of it, is announced by the reconciler after 5 minutes.
    const files = new InstanceFiles(directory);
    const control = new ControlClient({ endpoint: stack.endpoint, token: files.readControlToken() });
    await control.advance("7m");
    await waitFor("every order to be CONFIRMED", quiet, { deadlineMs: 60_000, everyMs: 200 });
    const orders = await ordersOf(directory, stack);
    assert.deepEqual(
      [...orders].map(([key, [{ id } = {}, ...more]]) => [key, id, more.length]).sort(),
      [...storm.asked].map(([key, id]) => [key, id, 0]).sort(),
    );
    await waitFor(
      "the queue to be empty",
      async () => {
        return (await messagesIn(directory, stack, stack.outputs.orderEventsQueueUrl)) === 0;
      },
      { deadlineMs: 60_000 },
    );
    assert.equal(await messagesIn(directory, stack, stack.outputs.orderEventsDlqUrl), 0);
    assert.deepEqual(await instance.stop(), [0, null]);
  });

  it("says who has a port of what is kept", async () => {
    const squatter = createServer().listen(Number(port) + 1, "127.0.0.1");
    await once(squatter, "listening");
    await assert.rejects(start(), new RegExp(`Port ${Number(port) + 1} is taken: .*stays at its ports`));
    squatter.close();
  });

  it("says which file is damaged, and what to do", async () => {
    const journal = join(directory, ".local/state/journal");
    const bytes = readFileSync(journal);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(journal, bytes);
    await assert.rejects(start(), /state\/journal is damaged.*delete that folder/);
  });
});

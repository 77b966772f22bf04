import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Platform } from "../../local/platform.ts";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

describe("order-events, through the queue", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;
  let sqs: SQSClient;

  before(async () => {
    platform = await freshPlatform();
    customer = await OrdersApi.as(platform, "demo");
    sqs = new SQSClient(platform.clientConfig);
  });
  after(() => sqs.destroy());

  const queueUrl = () => String(platform.outputs.orderEventsQueueUrl);
  const dlqUrl = () => String(platform.outputs.orderEventsDlqUrl);

  async function depth(url: string): Promise<{ visible: number; inFlight: number }> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    return {
      visible: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    };
  }

  async function drained(): Promise<void> {
    await waitFor("the queue to be empty", async () => {
      const { visible, inFlight } = await depth(queueUrl());
      return visible === 0 && inFlight === 0;
    });
  }

  const send = (bodies: readonly string[]) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl(),
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
      }),
    );

  const created = (id: string) => JSON.stringify({ type: "OrderCreated", detail: { id, ...order } });

  it("takes poison to the dead-letter queue after three receives, past its neighbours", async () => {
    // It counts dead letters, and a second delivery would be a second one.
    platform.faults.clear();
    const poison = [
      "{not json",
      "[]",
      JSON.stringify({ type: "Other" }),
      created("no-uuid"),
      created(randomUUID()),
    ];
    await send(poison);
    const id = await customer.createdId();
    await customer.confirmed(id);

    await waitFor(
      "the poison to be in the dead-letter queue",
      async () => {
        if ((await depth(dlqUrl())).visible === poison.length) return true;
        await platform.cloud.clock.advance(31_000);
        return false;
      },
      { everyMs: 50 },
    );
    await drained();
    const bodies = new Set<string>();
    while (bodies.size < poison.length) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: dlqUrl(), MaxNumberOfMessages: 10 }),
      );
      assert.ok(Messages.length > 0, "the dead-letter queue ran dry");
      for (const message of Messages) bodies.add(message.Body ?? "");
    }
    assert.deepEqual(bodies, new Set(poison));
  });

  it("changes nothing when a message is delivered again", async () => {
    const id = await customer.createdId();
    await customer.confirmed(id);
    const before = await (await customer.get(id)).text();
    await send([created(id), created(id), created(id)]);
    await drained();
    assert.equal(await (await customer.get(id)).text(), before);
  });
});

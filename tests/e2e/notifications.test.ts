import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { ControlClient } from "../../local/control/client.ts";
import type { Platform } from "../../local/platform.ts";
import { logEvents } from "../kit/logs.ts";
import { Notifications } from "../kit/notifications.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { RootQueue } from "../kit/queues.ts";
import { advanceUntil, waitFor } from "../kit/wait.ts";

const TURN = { stepMs: 180_000, atMostMs: 10 * 180_000 };

describe("mails to customers", function () {
  this.timeout(120_000);
  let platform: Platform;
  let notifications: Notifications;
  let owner: string;
  let address: string;

  before(async () => {
    platform = await freshPlatform();
    notifications = new Notifications(platform);
    owner = (await OrdersApi.as(platform, "demo")).sub;
    address = platform.users.demo?.username ?? "";
  });

  /** Soon, or when a message that failed comes again. */
  const eventually = async <T>(what: string, probe: () => Promise<T | false> | T | false): Promise<T> =>
    waitFor(what, probe, { deadlineMs: 2_000 }).catch(() =>
      advanceUntil(platform.cloud.clock, what, probe, TURN),
    );
  const told = async (orderId: string) => {
    const [mail] = await eventually("the mail", () => {
      const mails = notifications.about(orderId);
      return mails.length > 0 && mails;
    });
    assert.ok(mail);
    return mail;
  };
  const drained = async () => {
    const queue = await RootQueue.named(platform, "notifications-dev");
    await advanceUntil(
      platform.cloud.clock,
      "the queue to be empty",
      async () => (await queue.depth()) === 0,
      TURN,
    );
  };

  for (const [detailType, more, subject, shown] of [
    ["OrderConfirmed", {}, "Your order is confirmed", "€19.00"],
    ["OrderFailed", { reason: "It's <sold> out." }, "Your order could not be completed", "sold"],
    ["OrderCancelled", {}, "Your order is cancelled", "€19.00"],
  ] as const)
    it(`tell the customer of ${detailType}, in HTML and in text`, async () => {
      const orderId = randomUUID();
      await notifications.put(detailType, { orderId, owner }, more);
      const mail = await told(orderId);
      assert.deepEqual([mail.to, mail.subject, mail.outcome], [[address], subject, "DELIVERED"]);
      assert.equal(mail.from, "orders@example.com");
      for (const part of [mail.text, mail.html]) assert.ok(part?.includes(orderId) && part.includes(shown));
      assert.ok(!mail.html?.includes("<sold>"), "what comes from elsewhere is escaped");
      assert.match(mail.eml, /multipart\/alternative/);
      for (const type of ["text/plain", "text/html"]) assert.ok(mail.eml.includes(`Content-Type: ${type}`));
    });

  it("are one for an event, however often it is put and delivered", async () => {
    const orderId = randomUUID();
    const put = () => notifications.put("OrderConfirmed", { orderId, owner });
    await Promise.all(Array.from({ length: 10 }, put));
    await told(orderId);
    await put();
    await drained();
    assert.equal(notifications.about(orderId).length, 1);
  });

  it("go to nobody where the customer is gone, or has not shown that the address is theirs", async () => {
    const stranger = await OrdersApi.as(platform, "new customer");
    const orders = [randomUUID(), randomUUID()] as const;
    await notifications.put("OrderConfirmed", { orderId: orders[0], owner: stranger.sub });
    await notifications.put("OrderConfirmed", { orderId: orders[1], owner: randomUUID() });
    const log = () => logEvents(platform, "/aws/lambda/notifications-send-dev");
    await eventually("both to be given up", async () => {
      const lines = (await log()).filter(({ message }) => message.includes("no address that mail may go to"));
      return orders.every((id) => lines.some(({ message }) => message.includes(id)));
    });
    assert.deepEqual(
      orders.flatMap((id) => notifications.about(id)),
      [],
    );
  });

  it("leave no address in any log", async () => {
    const log = await logEvents(platform, "/aws/lambda/notifications-send-dev");
    assert.ok(log.length > 0);
    assert.ok(!log.some(({ message }) => message.includes("@example.com")));
  });

  it("are found by the correlation id of the request that started it all", async () => {
    const [orderId, correlationId] = [randomUUID(), randomUUID()];
    await notifications.put("OrderConfirmed", { orderId, owner }, {}, correlationId);
    await told(orderId);
    const client = new ControlClient({ endpoint: platform.endpoint, token: platform.cloud.control.token });
    const spans = await eventually("the trace", async () => {
      const answer = await client.traces(correlationId).catch(() => undefined);
      const found = answer?.requests.flatMap((request) => request.spans) ?? [];
      return found.some(({ name }) => name.includes("SESv2")) && found;
    });
    assert.ok(spans.some(({ name }) => name === "notifications-send-dev"));
  });

  it("that can never be sent end in the dead-letter queue", async () => {
    const orderId = randomUUID();
    await notifications.put("OrderFailed", { orderId, owner });
    const deadLetters = await RootQueue.named(platform, "notifications-dlq-dev");
    await advanceUntil(
      platform.cloud.clock,
      "the dead letter",
      async () => (await deadLetters.depth()) > 0,
      TURN,
    );
    const [message] = await deadLetters.take();
    assert.ok(message?.Body.includes(orderId));
    assert.deepEqual(notifications.about(orderId), []);
  });

  it("come from the one address that the function may send from", async () => {
    const { iam } = platform.cloud;
    const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:notifications-send-dev";
    const lambda = { kind: "service", service: "lambda.amazonaws.com", sourceArn: functionArn } as const;
    const role = "arn:aws:iam::000000000000:role/notifications-send-dev";
    const { accessKeyId, secretAccessKey, sessionToken } = iam.assume(role, lambda, "test", 900);
    const client = new SESv2Client({
      endpoint: platform.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    const send = (FromEmailAddress: string) =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress,
          Destination: { ToAddresses: ["success@simulator.amazonses.com"] },
          Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
        }),
      );
    await send("Orderflow <orders@example.com>");
    await assert.rejects(send("ceo@example.com"), { name: "AccessDeniedException" });
    client.destroy();
  });
});

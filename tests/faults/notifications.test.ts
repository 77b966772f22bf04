import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { FaultRule } from "../../local/faults/plan.ts";
import type { Platform } from "../../local/platform.ts";
import { Notifications } from "../kit/notifications.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { RootQueue } from "../kit/queues.ts";
import { share, testSeed } from "../kit/seed.ts";
import { advanceUntil } from "../kit/wait.ts";

const EVENTS = share(300);
const VISIBILITY_MS = 180_000;
const FUNCTION = "notifications-send-dev";

/** What goes wrong around a mail, without the answer of SES being lost. */
const AROUND: readonly FaultRule[] = [
  { fault: "duplicate", service: "sqs", probability: 0.3 },
  { fault: "reorder", service: "sqs", probability: 0.3 },
  { fault: "throttle", service: "ses", operation: "SendEmail", probability: 0.3 },
  { fault: "error", service: "ses", operation: "SendEmail", probability: 0.1 },
  { fault: "throttle", service: "cognito-idp", operation: "AdminGetUser", probability: 0.1 },
  { fault: "conflict", service: "dynamodb", function: FUNCTION, probability: 0.1 },
  { fault: "drop", service: "dynamodb", function: FUNCTION, probability: 0.05 },
  { fault: "crash-before", service: "ses", operation: "SendEmail", probability: 0.1 },
  { fault: "crash-after", service: "dynamodb", function: FUNCTION, probability: 0.05 },
];

/** Where SES has taken a mail over and nobody has recorded it. */
const UNRECORDED: readonly FaultRule[] = [
  { fault: "crash-after", service: "ses", operation: "SendEmail", probability: 0.2 },
];

describe("mails to customers under faults", function () {
  this.timeout(180_000);
  let platform: Platform;
  let notifications: Notifications;
  let owner: string;

  before(async () => {
    platform = await freshPlatform();
    platform.faults.clear();
    notifications = new Notifications(platform);
    owner = (await OrdersApi.as(platform, "demo")).sub;
  });
  beforeEach(() => platform.cloud.ses.reset());

  /** Puts events, half of them twice, while these faults happen, and lets everything come to rest. */
  async function tell(rules: readonly FaultRule[]): Promise<readonly string[]> {
    platform.faults.set({ seed: testSeed(), rules });
    const orders = Array.from({ length: EVENTS }, () => randomUUID());
    const told = [...orders, ...orders.filter((_, index) => index % 2 === 0)];
    await Promise.all(told.map((orderId) => notifications.put("OrderConfirmed", { orderId, owner })));
    const [queue, deadLetters] = [
      await RootQueue.named(platform, "notifications-dev"),
      await RootQueue.named(platform, "notifications-dlq-dev"),
    ];
    const atRest = () =>
      advanceUntil(platform.cloud.clock, "the queue to be empty", async () => (await queue.depth()) === 0, {
        stepMs: VISIBILITY_MS,
        atMostMs: 12 * VISIBILITY_MS,
      });
    await atRest();
    platform.faults.clear();
    if ((await deadLetters.depth()) > 0) {
      const SourceArn = await deadLetters.arn();
      await platform.callAsRoot("sqs", "StartMessageMoveTask", { SourceArn });
      await advanceUntil(platform.cloud.clock, "the redrive", async () => (await deadLetters.depth()) === 0, {
        stepMs: 1_000,
        atMostMs: 60_000,
      });
      await atRest();
    }
    return orders;
  }

  it("are one for each event: nothing is lost and nobody told twice, while calls fail and environments die", async () => {
    const orders = await tell(AROUND);
    const counts = orders.map((orderId) => notifications.about(orderId).length);
    assert.deepEqual(
      counts,
      orders.map(() => 1),
    );
  });

  it("are never lost, and twice only where a crash has kept SES's answer from being recorded", async () => {
    const orders = await tell(UNRECORDED);
    const crashes = platform.faults.injected().length;
    assert.ok(crashes > 0);
    const counts = orders.map((orderId) => notifications.about(orderId).length);
    assert.ok(counts.every((count) => count >= 1));
    const extra = counts.reduce((sum, count) => sum + count - 1, 0);
    assert.ok(extra <= crashes, `${extra} mails more than events, after ${crashes} crashes`);
  });
});

import assert from "node:assert/strict";
import { notificationPathCharts } from "./notification-path.ts";

describe("notificationPathCharts", () => {
  const charts = notificationPathCharts({
    queueName: "notifications-dev",
    deadLetterQueueNames: ["notifications-dlq-dev", "orders-notifications-dlq-dev"],
    functionName: "notifications-send-dev",
    configurationSetName: "mail-dev",
  });
  const metrics = charts.flatMap((chart) => chart.metrics ?? []);

  it("watch all that a mail passes, by the names that it has in the stack", () => {
    const values = new Set(metrics.flatMap(({ dimensions }) => Object.values(dimensions)));
    assert.deepEqual([...values].sort(), [
      "mail-dev",
      "notifications-dev",
      "notifications-dlq-dev",
      "notifications-send-dev",
      "orders-notifications-dlq-dev",
    ]);
  });

  it("tell the mails of the configuration set from others of the account", () => {
    const mails = metrics.filter(({ namespace }) => namespace === "AWS/SES");
    assert.ok(mails.length > 0);
    for (const { dimensions } of mails) assert.deepEqual(dimensions, { "ses:configuration-set": "mail-dev" });
  });
});

import { correlationIdOfEvent } from "../../shared/batch/bus-event.ts";
import { type QueueHandler, queueHandler } from "../../shared/batch/queue.ts";
import { type SendNotificationDeps, sendNotification } from "./core.ts";
import { notificationOf } from "./notification.ts";

/** Consumer of the queue `notifications`. */
export function createHandler(deps: SendNotificationDeps): QueueHandler {
  return queueHandler(
    "notifications",
    "SendNotification",
    async ({ record, telemetry: { log, metrics }, trace }) => {
      const notification = notificationOf(record.body);
      const { eventId, orderId, occasion } = notification;
      trace.annotate("orderId", orderId);
      const result = await sendNotification(deps, notification);
      if (result === "sent") metrics.count("NotificationsSent");
      if (result === "nobody") metrics.count("NotificationsWithoutAddress");
      log.info(MESSAGES[result], { eventId, orderId, occasion });
    },
    correlationIdOfEvent,
  );
}

const MESSAGES = {
  sent: "SES took the notification over",
  repeated: "The event was dealt with before; nothing was sent",
  nobody: "The customer has no address that mail may go to",
} as const;

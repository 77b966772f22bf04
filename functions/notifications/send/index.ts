import { setTimeout } from "node:timers/promises";
import { Mailer } from "../../shared/adapters/mailer.ts";
import { NotificationsTable } from "../../shared/adapters/notifications-table.ts";
import { UserDirectory } from "../../shared/adapters/user-directory.ts";
import {
  EMAIL_CONFIGURATION_SET,
  EMAIL_SENDER,
  loadEnv,
  NOTIFICATION_RETENTION_DAYS,
  NOTIFICATIONS_TABLE,
  ORDER_CANCELLED_TEMPLATE,
  ORDER_CONFIRMED_TEMPLATE,
  ORDER_FAILED_TEMPLATE,
  positiveInteger,
  USER_POOL_ID,
} from "../../shared/env.ts";
import type { SendNotificationDeps } from "./core.ts";
import { createHandler } from "./handler.ts";

function liveDeps(): SendNotificationDeps {
  const env = loadEnv([
    NOTIFICATIONS_TABLE,
    NOTIFICATION_RETENTION_DAYS,
    USER_POOL_ID,
    EMAIL_SENDER,
    EMAIL_CONFIGURATION_SET,
    ORDER_CONFIRMED_TEMPLATE,
    ORDER_FAILED_TEMPLATE,
    ORDER_CANCELLED_TEMPLATE,
  ]);
  const retentionDays = positiveInteger(NOTIFICATION_RETENTION_DAYS, env.NOTIFICATION_RETENTION_DAYS);
  return {
    records: new NotificationsTable(env.NOTIFICATIONS_TABLE, retentionDays),
    users: new UserDirectory(env.USER_POOL_ID),
    mailer: new Mailer(env.EMAIL_SENDER, env.EMAIL_CONFIGURATION_SET),
    templates: {
      OrderConfirmed: env.ORDER_CONFIRMED_TEMPLATE,
      OrderFailed: env.ORDER_FAILED_TEMPLATE,
      OrderCancelled: env.ORDER_CANCELLED_TEMPLATE,
    },
    now: () => new Date(),
    sleep: setTimeout,
  };
}

export const handler = createHandler(liveDeps());

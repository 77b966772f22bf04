import * as pulumi from "@pulumi/pulumi";
import { functionCode } from "./components/compute/bundle/index.ts";
import { lookupAccount } from "./components/core/account.ts";
import { readSettings } from "./components/core/settings.ts";
import { Api } from "./components/tiers/api.ts";
import { Dashboards } from "./components/tiers/dashboards.ts";
import { Encryption } from "./components/tiers/encryption.ts";
import { Events } from "./components/tiers/events.ts";
import { Identity } from "./components/tiers/identity.ts";
import { Notifications } from "./components/tiers/notifications.ts";
import { Operations } from "./components/tiers/operations.ts";
import { Orders } from "./components/tiers/orders.ts";

const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getProject());
const account = lookupAccount();

const keys = new Encryption("encryption", { settings, account });
const operations = new Operations("operations", { settings, account, keys });
const { alarmActions, operators } = operations;
const events = new Events("events", { settings, account, keys, operators, alarmActions });
const identity = new Identity("identity", { settings });
const orders = new Orders("orders", { settings, account, keys, code: functionCode, alarmActions });
const notifications = new Notifications("notifications", {
  settings,
  account,
  keys,
  bus: events.bus,
  users: identity.users,
  code: functionCode,
  alarmActions,
});
const api = new Api("api", {
  settings,
  account,
  keys,
  users: identity.users,
  routes: orders.routes,
  alarmActions,
});
new Dashboards("dashboards", { account, api, orders, events, notifications });

/** Where the API is: `${apiUrl}/v1/orders`. */
export const apiUrl = api.url;
export const userPoolId = identity.users.userPoolId;
export const userPoolClientId = identity.users.clientId;
export const ordersTableName = orders.table.tableName;
export const orderEventsQueueUrl = orders.events.url;
export const orderEventsDlqUrl = orders.events.deadLetters.url;
/** Whoever subscribes to it is told of every alarm. */
export const operatorsTopicArn = operators.arn;
/** Where what happens is told (docs/events.md). */
export const eventBusName = events.bus.busName;

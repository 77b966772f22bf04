/**
 * The environment variables by which the infrastructure tells a function where its resources are.
 * Grants (`components/core/grants.ts`) set them under these names, functions read them under the same ones.
 */

/** Name of the DynamoDB table `orders`. */
export const ORDERS_TABLE = "ORDERS_TABLE";

/** URL of the SQS queue `order-events`. */
export const ORDER_EVENTS_URL = "ORDER_EVENTS_URL";

/** Name of the DynamoDB table `inventory`. */
export const INVENTORY_TABLE = "INVENTORY_TABLE";

/** How many minutes after its last announcement an order that has no final status is announced again. */
export const RECONCILE_AFTER_MINUTES = "RECONCILE_AFTER_MINUTES";

/** How often an order is announced again before its outbox record is parked. */
export const RECONCILE_MAX_SENDS = "RECONCILE_MAX_SENDS";

/** Name of the DynamoDB table `notifications`. */
export const NOTIFICATIONS_TABLE = "NOTIFICATIONS_TABLE";

/** For how many days a notification is known to be sent. */
export const NOTIFICATION_RETENTION_DAYS = "NOTIFICATION_RETENTION_DAYS";

/** Id of the Cognito user pool `users`. */
export const USER_POOL_ID = "USER_POOL_ID";

/** Whom mails come from: a name and an address. */
export const EMAIL_SENDER = "EMAIL_SENDER";

/** Name of SES's configuration set for mails to customers. */
export const EMAIL_CONFIGURATION_SET = "EMAIL_CONFIGURATION_SET";

/** Name of the SES template `order-confirmed`. */
export const ORDER_CONFIRMED_TEMPLATE = "ORDER_CONFIRMED_TEMPLATE";

/** Name of the SES template `order-failed`. */
export const ORDER_FAILED_TEMPLATE = "ORDER_FAILED_TEMPLATE";

/** Name of the SES template `order-cancelled`. */
export const ORDER_CANCELLED_TEMPLATE = "ORDER_CANCELLED_TEMPLATE";

/**
 * Reads the named variables; called once, at cold start, so that a function that is wired wrongly never serves.
 * @throws {Error} naming every variable that is missing or empty
 */
export function loadEnv<const Name extends string>(
  names: readonly Name[],
  source: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !source[name]);
  if (missing.length > 0) {
    throw new Error(
      `The environment variable ${missing.join(", ")} is not set; the function's grants should set it.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, source[name]])) as Record<Name, string>;
}

/** A variable that holds a whole number of 1 or more. @throws {Error} naming the variable and what it holds */
export function positiveInteger(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) {
    throw new Error(`The environment variable ${name} is '${value}'; it has to be a whole number from 1 on.`);
  }
  return Number(value);
}

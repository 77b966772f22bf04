/**
 * The environment variables by which the infrastructure tells a function where its resources are.
 * Grants (`components/core/grants.ts`) set them under these names, functions read them under the same ones.
 */

/** Name of the DynamoDB table `orders`. */
export const ORDERS_TABLE = "ORDERS_TABLE";

/** URL of the SQS queue `order-events`. */
export const ORDER_EVENTS_URL = "ORDER_EVENTS_URL";

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

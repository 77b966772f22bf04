import { attribute, type DeadLetter } from "../dead-letter.ts";
import type { LastError } from "./referrer.ts";

/**
 * What EventBridge and its Scheduler say in attributes.
 * Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events"; EventBridge Scheduler User Guide,
 * "Configuring a schedule's dead-letter queue".
 */
export function serviceError(letter: DeadLetter): LastError | undefined {
  const code = attribute(letter, "ERROR_CODE");
  const message = attribute(letter, "ERROR_MESSAGE");
  if (code === undefined && message === undefined) return undefined;
  return { ...(code !== undefined && { code }), message: message ?? "" };
}

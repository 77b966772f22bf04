import type { SQSRecord } from "aws-lambda";
import { PermanentError } from "../errors.ts";

/** What an event of the bus has around its detail, as a rule brings it to a queue. */
export interface BusEvent {
  readonly detailType: string;
  readonly detail: unknown;
}

/** @throws {PermanentError} for a message that is no event */
export function parseBusEvent(body: string): BusEvent {
  const event = parsed(body);
  const detailType = memberOf(event, "detail-type");
  if (typeof detailType !== "string") throw new PermanentError("The message is no event of EventBridge.");
  return { detailType, detail: memberOf(event, "detail") };
}

/** The correlation id in the metadata of an event, which carries no message attributes. */
export function correlationIdOfEvent({ body }: SQSRecord): string | undefined {
  const correlationId = memberOf(memberOf(memberOf(parsed(body), "detail"), "metadata"), "correlationId");
  return typeof correlationId === "string" ? correlationId : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

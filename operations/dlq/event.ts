import { type DeadLetter, objectOf } from "./dead-letter.ts";
import { NotRedrivable } from "./referrers/referrer.ts";

/** An event of EventBridge, whole, as its dead-letter queues have it. */
export interface Event {
  readonly source: string;
  readonly "detail-type": string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

export function isEvent(value: Readonly<Record<string, unknown>> | undefined): boolean {
  return (
    typeof value?.source === "string" &&
    typeof value["detail-type"] === "string" &&
    typeof value.time === "string" &&
    Array.isArray(value.resources) &&
    typeof value.detail === "object"
  );
}

/** @throws {NotRedrivable} */
export function eventOf(letter: DeadLetter): Event {
  const value = objectOf(letter);
  if (!isEvent(value)) throw new NotRedrivable("Its body is no event of EventBridge.");
  return value as unknown as Event;
}

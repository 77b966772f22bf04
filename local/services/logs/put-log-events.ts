import type { Members } from "../../core/members.ts";
import { constraintFailure, invalidParameter } from "./errors.ts";
import { EVENT_OVERHEAD_BYTES, eventBytes } from "./log-stream.ts";

/** Source: CloudWatch Logs API Reference, `PutLogEvents`. */
const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const MAX_SPAN_MS = 24 * 3_600_000;
const MAX_AHEAD_MS = 2 * 3_600_000;
const MAX_AGE_MS = 14 * 24 * 3_600_000;

export interface InputLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** The events of a request. @throws {AwsError} `InvalidParameterException` for what fails the request as a whole. */
export function readEvents(input: Members): readonly InputLogEvent[] {
  const events = input.structures("logEvents").map((event, index) => {
    const message = event.text("message");
    if (message === "") {
      throw constraintFailure(
        "",
        `logEvents.${index + 1}.member.message`,
        "Member must have length greater than or equal to 1",
      );
    }
    return { timestamp: event.integer("timestamp"), message };
  });
  if (events.length < 1 || events.length > MAX_EVENTS) {
    throw constraintFailure(
      `${events.length} events`,
      "logEvents",
      `Member must have length between 1 and ${MAX_EVENTS}`,
    );
  }
  const bytes = events.reduce((sum, { message }) => sum + eventBytes(message), 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(
      `Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}, ${EVENT_OVERHEAD_BYTES} bytes per event included`,
    );
  }
  checkOrder(events);
  return events;
}

function checkOrder(events: readonly InputLogEvent[]): void {
  const unordered = events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0));
  if (unordered)
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (span > MAX_SPAN_MS) {
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
  }
}

export interface Sorted {
  readonly accepted: readonly InputLogEvent[];
  /** Which were left out, in AWS's terms; the end indexes are exclusive. */
  readonly rejected?: Readonly<Record<string, number>>;
}

/** Leaves out what is too old, too new or past the group's retention. */
export function sortOut(events: readonly InputLogEvent[], now: number, retainedFrom: number): Sorted {
  const countBefore = (time: number) => events.filter(({ timestamp }) => timestamp < time).length;
  const tooOld = countBefore(now - MAX_AGE_MS);
  const expired = countBefore(retainedFrom);
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + MAX_AHEAD_MS);
  const rejected = {
    ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > tooOld && { expiredLogEventEndIndex: expired }),
  };
  const accepted = events.slice(Math.max(tooOld, expired), tooNew < 0 ? undefined : tooNew);
  return Object.keys(rejected).length === 0 ? { accepted } : { accepted, rejected };
}

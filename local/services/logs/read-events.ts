import type { Members } from "../../core/members.ts";
import { constraintFailure, invalidParameter } from "./errors.ts";
import { parseFilterPattern } from "./filter-pattern.ts";
import type { LogGroup } from "./log-group.ts";
import type { LogEvent, LogStream } from "./log-stream.ts";

const MAX_EVENTS = 10_000;
/** Stands in a token for an event where a stream has none. */
const NO_EVENT = "0";

function limitOf(input: Members): number {
  const limit = input.optionalInteger("limit") ?? MAX_EVENTS;
  if (limit < 1 || limit > MAX_EVENTS)
    throw constraintFailure(limit, "limit", `Member must have value between 1 and ${MAX_EVENTS}`);
  return limit;
}

/** Whether an event lies in `[startTime, endTime)`. */
function inTime(input: Members, endInclusive: boolean): (event: LogEvent) => boolean {
  const start = input.optionalInteger("startTime") ?? 0;
  const end = input.optionalInteger("endTime") ?? Number.POSITIVE_INFINITY;
  return ({ timestamp }) => timestamp >= start && (timestamp < end || (endInclusive && timestamp === end));
}

/**
 * One page of a stream. Without a token it is the newest page, or with `startFromHead` the oldest; at an end of the
 * stream the token that comes back is the one that came in.
 */
export function getLogEvents(stream: LogStream, input: Members): Readonly<Record<string, unknown>> {
  const limit = limitOf(input);
  const events = stream.events.filter(inTime(input, false));
  const token = input.optionalText("nextToken");
  const [start, end] = token === undefined ? firstPage(input, events, limit) : nextPage(token, events, limit);
  return {
    events: events
      .slice(start, end)
      .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${events[end - 1]?.eventId ?? NO_EVENT}`,
    nextBackwardToken: `b/${events[start < end ? start : 0]?.eventId ?? NO_EVENT}`,
  };
}

function firstPage(input: Members, events: readonly LogEvent[], limit: number): readonly [number, number] {
  return input.optionalBoolean("startFromHead") === true
    ? [0, Math.min(limit, events.length)]
    : [Math.max(0, events.length - limit), events.length];
}

/** Tokens name an event: `f/ID` goes on after it, `b/ID` goes back from before it. It may be gone by now. */
function nextPage(token: string, events: readonly LogEvent[], limit: number): readonly [number, number] {
  const match = /^([fb])\/(\d+)$/.exec(token);
  if (match === null) throw invalidParameter("The specified nextToken is invalid.");
  const [, direction, id = ""] = match;
  const index = events.findIndex(({ eventId }) => eventId === id);
  if (direction === "f") {
    const start = index + 1;
    return [start, Math.min(events.length, start + limit)];
  }
  const end = Math.max(0, index);
  return [Math.max(0, end - limit), end];
}

/** Events of a group that match a pattern, by time. */
export function filterLogEvents(group: LogGroup, input: Members): Readonly<Record<string, unknown>> {
  const limit = limitOf(input);
  const names = input.optionalTexts("logStreamNames");
  const prefix = input.optionalText("logStreamNamePrefix");
  if (names !== undefined && prefix !== undefined)
    throw invalidParameter("logStreamNamePrefix and logStreamNames are mutually exclusive.");
  const matches = parseFilterPattern(input.optionalText("filterPattern") ?? "");
  const within = inTime(input, true);
  const streams =
    names?.map((name) => group.requireStream(name)) ??
    [...group.streams].filter(({ name }) => name.startsWith(prefix ?? ""));
  const found = streams
    .flatMap((stream) =>
      stream.events
        .filter((event) => within(event) && matches(event.message))
        .map((event) => ({ stream, event })),
    )
    .sort((a, b) => a.event.timestamp - b.event.timestamp || (a.event.eventId < b.event.eventId ? -1 : 1));
  const token = input.optionalText("nextToken");
  const start = token === undefined ? 0 : found.findIndex(({ event }) => event.eventId === token) + 1;
  if (token !== undefined && start === 0) throw invalidParameter("The specified nextToken is invalid.");
  const page = found.slice(start, start + limit);
  const last = page.at(-1);
  return {
    events: page.map(({ stream, event }) => ({ logStreamName: stream.name, ...event })),
    searchedLogStreams: [],
    ...(start + limit < found.length && last !== undefined && { nextToken: last.event.eventId }),
  };
}

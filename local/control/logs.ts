import type { FollowedEvent } from "../services/logs/logs.ts";
import { functionNamed, functionsByName, shownName } from "./functions.ts";
import { type ControlParts, type ControlRequest, Lines, onlyKnown, type Route } from "./route.ts";

/** One event of a function's log. */
export interface LogLine {
  /** ISO 8601. */
  readonly time: string;
  /** The function's name in the program where it has one. */
  readonly function: string;
  readonly logStream: string;
  readonly message: string;
}

/** The log events of one function, or of all, in the order of time; with `follow=true` new ones without end. */
export const logsRoute: Route = (parts, request) => {
  onlyKnown(request.query, ["function", "follow"]);
  const groups = groupsOf(parts, request);
  const line = ({ logGroupName, logStreamName, timestamp, message }: FollowedEvent): LogLine => ({
    time: new Date(timestamp).toISOString(),
    function: groups.get(logGroupName) ?? logGroupName,
    logStream: logStreamName,
    message: message.trimEnd(),
  });
  return new Lines((write, end) => {
    // In one turn of the event loop, so that no event is missed in between or comes twice.
    for (const event of past(parts, groups)) write(line(event));
    if (request.query.get("follow") === "true")
      return parts.logs.onEvent((event) => {
        if (groups.has(event.logGroupName)) write(line(event));
      });
    end();
    return undefined;
  });
};

/** Log group -> the function whose log it is. */
function groupsOf(parts: ControlParts, request: ControlRequest): ReadonlyMap<string, string> {
  const given = request.query.get("function");
  const only = given === null ? undefined : functionNamed(given, parts, request);
  const functions = functionsByName(parts.lambda).filter(({ name }) => only === undefined || name === only);
  return new Map(
    functions.map(({ name, latest }) => [
      latest.configuration.LoggingConfig.LogGroup,
      shownName(name, request.stack),
    ]),
  );
}

function past({ logs }: ControlParts, groups: ReadonlyMap<string, string>): FollowedEvent[] {
  const events: FollowedEvent[] = [];
  for (const logGroupName of groups.keys())
    for (const { name: logStreamName, events: own } of logs.groups.find(logGroupName)?.streams ?? [])
      for (const { timestamp, message } of own)
        events.push({ logGroupName, logStreamName, timestamp, message });
  return events.sort((a, b) => a.timestamp - b.timestamp);
}

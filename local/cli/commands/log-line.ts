import type { LogLine } from "../../control/logs.ts";

/** A log event on one line for people: time, function, level, message, then whatever else it says. */
export function logLineText({ time, function: functionName, message }: LogLine): string {
  return `${time}  ${functionName}  ${readable(message)}`;
}

function readable(message: string): string {
  const entry = objectIn(message);
  if (entry === undefined) return message;
  if (typeof entry.type === "string" && entry.type.startsWith("platform."))
    return platformText(entry.type.slice("platform.".length), entry.record);
  if (isObject(entry._aws)) return `METRIC ${metrics(entry, entry._aws)}`;
  if (typeof entry.level !== "string" || typeof entry.message !== "string") return message;
  const { level, message: text, timestamp: _, function: __, service: ___, error, ...fields } = entry;
  const stack = isObject(error) ? `\n${error.stack ?? `${error.name}: ${error.message}`}` : "";
  return `${level.padEnd(5)}  ${[text, ...Object.entries(fields).map(field)].join("  ")}${stack}`;
}

/** Lambda's own lines ("Using JSON log format with Lambda", system logs). */
function platformText(event: string, record: unknown): string {
  if (!isObject(record)) return event.toUpperCase();
  const { metrics: measured, requestId, status, errorType } = record;
  const numbers = isObject(measured) ? Object.entries(measured).map(field) : [];
  const what = Object.entries({ requestId, status, errorType }).filter(([, value]) => value !== undefined);
  return [event.toUpperCase(), ...what.map(field), ...numbers].join("  ");
}

function metrics(
  entry: Readonly<Record<string, unknown>>,
  directive: Readonly<Record<string, unknown>>,
): string {
  const names = [directive.CloudWatchMetrics]
    .flat()
    .flatMap((set) => (isObject(set) ? [set.Metrics].flat() : []))
    .flatMap((metric) => (isObject(metric) ? [String(metric.Name)] : []));
  return names.map((name) => field([name, entry[name]])).join("  ");
}

function field([name, value]: readonly [string, unknown]): string {
  return `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

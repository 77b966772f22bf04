import { aligned } from "../../local/cli/commands/table.ts";
import type { ListedMessage, ListedQueue } from "./listing.ts";
import type { LastError, Referrer } from "./referrers/referrer.ts";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** The queues in a table, then what is in those that are not empty. */
export function listText(queues: readonly ListedQueue[], now: number): string {
  if (queues.length === 0) return "It has no dead-letter queue.";
  const rows = queues.map(({ queue, messages, oldestSentAt, from }) => [
    queue,
    String(messages),
    oldestSentAt === undefined ? "" : age(oldestSentAt, now),
    from.map(named).join(", "),
  ]);
  return [
    ...aligned([["QUEUE", "MESSAGES", "OLDEST", "FROM"], ...rows]),
    ...queues.filter(({ messages }) => messages > 0).flatMap((queue) => ["", ...details(queue)]),
  ].join("\n");
}

function details({ queue, messages, inFlight, sample, lastError, notLookedAt }: ListedQueue): string[] {
  const hidden = inFlight === 0 ? "" : `, ${inFlight} of them with somebody who received them`;
  return [
    `${queue}: ${messages === 1 ? "1 message" : `${messages} messages`}${hidden}`,
    ...(notLookedAt === undefined ? [] : [`  not looked at: ${notLookedAt}`]),
    ...(lastError === undefined ? [] : [`  last error: ${errorText(lastError)}`]),
    ...sample.flatMap((message) => messageLines(message, lastError)),
  ];
}

function messageLines(
  { messageId, sentAt, from, ids, error, body, attributes }: ListedMessage,
  last?: LastError,
) {
  const found = Object.entries(ids).map(([name, id]) => `${name}=${id}`);
  return [
    `  ${[messageId, sentAt, ...(from === undefined ? [] : [`from ${from}`]), ...found].join("  ")}`,
    ...(error === undefined || error === last ? [] : [`    ${errorText(error)}`]),
    ...(body === undefined ? [] : [`    ${body}`]),
    ...Object.entries(attributes ?? {}).map(([name, value]) => `    ${name}: ${value}`),
  ];
}

function errorText({ code, message, log }: LastError): string {
  const text = [code, message].filter((part) => part !== undefined && part !== "").join(": ");
  return log === undefined ? text : `${text} (${log})`;
}

function named({ kind, name }: Pick<Referrer, "kind" | "name">): string {
  return `${kind} ${name}`;
}

/** By this machine's clock. */
function age(sentAt: string, now: number): string {
  const passed = Math.max(0, now - Date.parse(sentAt));
  const [unit, milliseconds] = UNITS.find(([, each]) => passed >= each) ?? ["s", 1_000];
  return `${Math.floor(passed / milliseconds)} ${unit}`;
}

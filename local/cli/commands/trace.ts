import type { Span, Waterfall } from "../../services/xray/waterfall.ts";
import { asJson, atMostOneParameter, type Command } from "./command.ts";
import { aligned } from "./table.ts";

export const traceCommand: Command = {
  usage: "trace [ID]",
  summary: "draws a request's waterfall, by correlation id, order id or trace id; or lists the latest",
  options: ["json"],

  prepare(parameters, { json }) {
    const id = atMostOneParameter(parameters, "one id");
    return async (client, terminal) => {
      const answer = await client.traces(id);
      const { requests } = answer;
      if (json) terminal.print(asJson(answer));
      else if (id === undefined) terminal.print(requestList(requests));
      else for (const request of requests) terminal.print(waterfallText(request));
    };
  },
};

const BAR_WIDTH = 40;

function waterfallText({ correlationIds, orderIds, start, durationMs, spans }: Waterfall): string {
  const scale = BAR_WIDTH / Math.max(durationMs, 1);
  const rows = spans.map((span) => [
    "  ".repeat(span.depth) + titleOf(span),
    `+${span.offsetMs}`.padStart(7),
    `${span.durationMs ?? "…"} ms`.padStart(9),
    bar(span, scale, durationMs),
    remarks(span),
  ]);
  return [
    ...aligned([
      ["Correlation id", correlationIds.join(", ") || "-"],
      ["Order", orderIds.join(", ") || "-"],
      ["Began", `${start}, took ${durationMs} ms`],
    ]),
    "",
    ...aligned(rows).map((line) => line.trimEnd()),
  ].join("\n");
}

function titleOf({ name, detail }: Span): string {
  return detail === undefined ? name : `${name} ${detail}`;
}

/** A span has a mark, however short it is. */
function bar({ offsetMs, durationMs }: Span, scale: number, total: number): string {
  const from = Math.min(Math.floor(offsetMs * scale), BAR_WIDTH - 1);
  const to = Math.ceil((offsetMs + (durationMs ?? total - offsetMs)) * scale);
  const width = Math.max(1, Math.min(to, BAR_WIDTH) - from);
  return `${" ".repeat(from)}${"█".repeat(width)}`.padEnd(BAR_WIDTH);
}

function remarks({ outcome, retries, message, durationMs }: Span): string {
  return [
    ...(outcome === "ok" ? [] : [outcome.toUpperCase()]),
    ...(retries === 0 ? [] : [`${retries} ${retries === 1 ? "retry" : "retries"}`]),
    ...(message === undefined ? [] : [message.split("\n")[0] ?? ""]),
    ...(durationMs === null ? ["still running"] : []),
  ].join("  ");
}

function requestList(requests: readonly Waterfall[]): string {
  if (requests.length === 0) return "No request was traced yet.";
  return aligned(
    requests.map(({ correlationIds, traceIds, start, durationMs, spans }) => [
      start,
      correlationIds[0] ?? traceIds[0] ?? "",
      `${durationMs} ms`.padStart(9),
      spans
        .filter(({ depth }) => depth === 0)
        .map(({ name }) => name)
        .join(", "),
      [...new Set(spans.map(({ outcome }) => outcome))]
        .filter((outcome) => outcome !== "ok")
        .join(", ")
        .toUpperCase(),
    ]),
  )
    .map((line) => line.trimEnd())
    .join("\n");
}

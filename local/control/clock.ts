import type { Clock } from "../core/clock.ts";
import { parseDuration } from "./duration.ts";
import { BadControlRequest, member, type Route } from "./route.ts";

/** The clock of the local cloud. */
export interface ClockAnswer {
  /** ISO 8601. */
  readonly time: string;
  /** How far it is ahead of real time. */
  readonly offsetMs: number;
}

export const clockRoutes: Readonly<Record<"GET" | "POST", Route>> = {
  GET: ({ clock }) => clockAnswer(clock),
  POST: async ({ clock }, { body }) => {
    await clock.advance(requireDuration(body));
    return clockAnswer(clock);
  },
};

export function clockAnswer(clock: Clock): ClockAnswer {
  return { time: clock.date().toISOString(), offsetMs: clock.offset };
}

function requireDuration(body: unknown): number {
  const advance = member(body, "advance");
  if (typeof advance !== "string")
    throw new BadControlRequest('The body must be {"advance": DURATION}, such as {"advance": "15m"}.');
  try {
    return parseDuration(advance);
  } catch (error) {
    throw new BadControlRequest(error instanceof Error ? error.message : String(error));
  }
}

import type { Platform } from "../../local/platform.ts";

export interface LogEvent {
  readonly logGroupName: string;
  readonly message: string;
}

/** All that has been logged to a group. */
export async function logEvents(platform: Platform, logGroupName: string): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await platform.callAsRoot<{ events: { message: string }[]; nextToken?: string }>(
      "logs",
      "FilterLogEvents",
      { logGroupName, ...(nextToken !== undefined && { nextToken }) },
    );
    for (const { message } of page.events) events.push({ logGroupName, message });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

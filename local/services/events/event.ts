/** An event as rules see it and targets get it. Source: EventBridge User Guide, "Events in Amazon EventBridge". */
export interface BusEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** In UTC, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: object;
  /** Only of an event that a replay sends again. */
  readonly "replay-name"?: string;
}

/** An event on its way, with what is no part of it. */
export interface Incoming {
  readonly event: BusEvent;
  /** When the bus got it, in milliseconds since the epoch. */
  readonly ingestedAt: number;
  readonly traceHeader?: string;
}

/** In UTC, to the second. */
export function formatTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { HistoryEvent } from "../interpreter/history-event.ts";

/** The packed history that was read last, for whoever goes on reading it event by event. */
let latest: { readonly history: History; readonly events: readonly HistoryEvent[] } | undefined;

/** What has happened in an execution. Of one that ended it can be packed, to a tenth: nobody may ever look at it again. */
export class History {
  #events: HistoryEvent[] | undefined = [];
  #packed: Buffer | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get events(): readonly HistoryEvent[] {
    if (this.#events !== undefined) return this.#events;
    if (latest?.history !== this) latest = { history: this, events: this.#unpacked() };
    return latest.events;
  }

  append(event: HistoryEvent): void {
    this.restore(event.id, event);
  }

  /** Puts an event in its place, in whatever order they come. */
  restore(id: number, event: HistoryEvent): void {
    this.#events ??= this.#unpacked();
    this.#packed = undefined;
    if (latest?.history === this) latest = undefined;
    this.#events[id - 1] = event;
    this.#length = this.#events.length;
  }

  pack(): void {
    if (this.#events === undefined) return;
    this.#packed = deflateRawSync(JSON.stringify(this.#events));
    this.#events = undefined;
  }

  #unpacked(): HistoryEvent[] {
    if (this.#packed === undefined) return [];
    return JSON.parse(inflateRawSync(this.#packed).toString("utf8")) as HistoryEvent[];
  }
}

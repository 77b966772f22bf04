import { Changes, type Durable } from "../../core/durable.ts";
import type { LogGroups } from "./groups.ts";
import type { LogEvent } from "./log-stream.ts";

/** When the streams of all groups were made, by the group's id and their name. */
export class DurableStreams implements Durable<number> {
  readonly name = "logs/streams";
  readonly changes: Changes;
  readonly #groups: LogGroups;

  constructor(groups: LogGroups, changes: Changes) {
    this.#groups = groups;
    this.changes = changes;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const { id, streams } of this.#groups.list()) for (const { name } of streams) yield [id, name];
  }

  value(groupId: string, name: string): number | undefined {
    return this.#groups.withId(groupId)?.stream(name)?.creationTime;
  }

  restore(groupId: string, name: string, creationTime: number): void {
    const group = this.#groups.withId(groupId);
    if (group?.stream(name) === undefined) group?.createStream(name, creationTime);
  }
}

/** The events of all groups, by the group's id, their own and the name of their stream. To be restored after the streams. */
export class DurableEvents implements Durable<LogEvent> {
  readonly name = "logs/events";
  readonly changes = new Changes();
  readonly #groups: LogGroups;
  readonly #onRestored: (event: LogEvent) => void;

  constructor(groups: LogGroups, onRestored: (event: LogEvent) => void) {
    this.#groups = groups;
    this.#onRestored = onRestored;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const { id, streams } of this.#groups.list())
      for (const { name, events } of streams)
        for (const { eventId } of events) yield [id, keyOf(eventId, name)];
  }

  value(groupId: string, key: string): LogEvent | undefined {
    const [eventId, streamName] = parse(key);
    return this.#groups
      .withId(groupId)
      ?.stream(streamName)
      ?.events.findLast((event) => event.eventId === eventId);
  }

  restore(groupId: string, key: string, event: LogEvent): void {
    const [, streamName] = parse(key);
    this.#groups.withId(groupId)?.stream(streamName)?.add(event);
    this.#onRestored(event);
  }
}

export function keyOf(eventId: string, streamName: string): string {
  return `${eventId} ${streamName}`;
}

function parse(key: string): readonly [eventId: string, streamName: string] {
  const space = key.indexOf(" ");
  return [key.slice(0, space), key.slice(space + 1)];
}

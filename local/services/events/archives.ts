import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import type { Buses } from "./buses.ts";
import { alreadyExists, archiveDoesNotExist, constraint } from "./errors.ts";
import type { Incoming } from "./event.ts";
import type { EventPattern } from "./pattern/event-pattern.ts";
import { parsePattern } from "./rules.ts";

export interface ArchiveSettings {
  readonly description?: string;
  /** As JSON; every event without one. */
  readonly eventPattern?: string;
  /** 0 for ever. */
  readonly retentionDays: number;
  readonly kmsKeyIdentifier?: string;
}

export interface Archive {
  readonly arn: string;
  readonly name: string;
  readonly busArn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** By key, the oldest first. */
  readonly events: Map<string, Incoming>;
  settings: ArchiveSettings;
  pattern: EventPattern | undefined;
}

export interface ArchivesOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly buses: Buses;
}

const DAY_MS = 86_400_000;
const MAX_DESCRIPTION = 512;

/** The archives of the account, which keep the events of their bus. */
export class Archives implements Durable<Incoming> {
  readonly name = "events/archived";
  readonly changes = new Changes();
  readonly #options: ArchivesOptions;
  readonly #byName = new Map<string, Archive>();
  #number = 0;

  constructor(options: ArchivesOptions) {
    this.#options = options;
  }

  *[Symbol.iterator](): Iterator<Archive> {
    yield* this.#byName.values();
  }

  arnOf(name: string): string {
    return arn(this.#options.account, "events", `archive/${name}`);
  }

  find(name: string): Archive | undefined {
    return this.#byName.get(name);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(name: string): Archive {
    const archive = this.#byName.get(name);
    if (archive === undefined) throw archiveDoesNotExist(name);
    return archive;
  }

  /** @throws {AwsError} `ResourceAlreadyExistsException`, `ResourceNotFoundException`, `InvalidEventPatternException`, `ValidationException` */
  create(name: string, busArn: string, settings: ArchiveSettings): Archive {
    checkArchiveName(name);
    const bus = this.#options.buses.require(busArn);
    if (this.#byName.has(name)) throw alreadyExists(`Archive ${name} already exists.`);
    const archive: Archive = {
      arn: this.arnOf(name),
      name,
      busArn: bus.arn,
      createdAt: this.#options.clock.now(),
      events: new Map(),
      settings,
      pattern: this.#checked(bus.arn, settings),
    };
    this.#byName.set(name, archive);
    return archive;
  }

  /** @throws {AwsError} `InvalidEventPatternException`, `ValidationException` */
  update(archive: Archive, settings: ArchiveSettings): void {
    archive.pattern = this.#checked(archive.busArn, settings);
    archive.settings = settings;
  }

  /** Deletes an archive with its events. */
  delete(name: string): void {
    const archive = this.#byName.get(name);
    if (archive === undefined) return;
    this.#empty(archive);
    this.#byName.delete(name);
  }

  /** Keeps an event in every archive of its bus that is for it. What a replay sends again is there already. */
  keep(busArn: string, incoming: Incoming): void {
    if (incoming.event["replay-name"] !== undefined) return;
    for (const archive of this) {
      if (archive.busArn !== busArn || archive.pattern?.matches(incoming.event) === false) continue;
      this.#expire(archive);
      this.#add(archive, `${incoming.event.id} ${this.#number++}`, incoming);
    }
  }

  /** The events that an archive has now, in the order in which they came. */
  eventsOf(archive: Archive): readonly Incoming[] {
    this.#expire(archive);
    return [...archive.events.values()];
  }

  /** Drops the events of every archive. */
  empty(): void {
    for (const archive of this) this.#empty(archive);
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const archive of this) for (const key of archive.events.keys()) yield [archive.name, key];
  }

  value(name: string, key: string): Incoming | undefined {
    return this.#byName.get(name)?.events.get(key);
  }

  restore(name: string, key: string, incoming: Incoming): void {
    this.#number = Math.max(this.#number, Number(key.split(" ")[1]) + 1);
    const archive = this.#byName.get(name);
    if (archive !== undefined) this.#add(archive, key, incoming);
  }

  #checked(busArn: string, settings: ArchiveSettings): EventPattern | undefined {
    const { description = "", eventPattern, retentionDays, kmsKeyIdentifier } = settings;
    if (description.length > MAX_DESCRIPTION)
      throw constraint(
        description,
        "description",
        `Member must have length less than or equal to ${MAX_DESCRIPTION}`,
      );
    if (!Number.isInteger(retentionDays) || retentionDays < 0)
      throw constraint(retentionDays, "retentionDays", "Member must have value greater than or equal to 0");
    this.#options.buses.requireKey(busArn, kmsKeyIdentifier);
    return eventPattern === undefined ? undefined : parsePattern(eventPattern);
  }

  #add(archive: Archive, key: string, incoming: Incoming): void {
    archive.events.set(key, incoming);
    this.changes.mark(archive.name, key);
  }

  #expire(archive: Archive): void {
    const { retentionDays } = archive.settings;
    if (retentionDays === 0) return;
    const oldest = this.#options.clock.now() - retentionDays * DAY_MS;
    for (const [key, { ingestedAt }] of archive.events) {
      if (ingestedAt >= oldest) return;
      archive.events.delete(key);
      this.changes.mark(archive.name, key);
    }
  }

  #empty(archive: Archive): void {
    const keys = [...archive.events.keys()];
    archive.events.clear();
    for (const key of keys) this.changes.mark(archive.name, key);
  }
}

/** @throws {AwsError} `ValidationException` */
export function checkArchiveName(name: string): void {
  if (!/^[.\-_A-Za-z0-9]{1,48}$/.test(name))
    throw constraint(
      name,
      "archiveName",
      "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    );
}

import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import { AwsError } from "../../core/errors.ts";
import type { Archive, Archives } from "./archives.ts";
import { alreadyExists, constraint, notValid, replayDoesNotExist } from "./errors.ts";
import type { Incoming } from "./event.ts";

/** Times are milliseconds since the epoch. */
export interface Replay {
  readonly name: string;
  readonly description?: string;
  readonly archiveName: string;
  readonly archiveArn: string;
  readonly busArn: string;
  /** The rules that get the events; all without any. */
  readonly ruleArns: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly startedAt: number;
  state: "STARTING" | "RUNNING" | "CANCELLED" | "COMPLETED" | "FAILED";
  endedAt?: number;
  /** The time of the last event that was sent again. */
  lastEventAt?: number;
}

export interface ReplaysOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly archives: Archives;
  /** Brings an event to rules of its bus. */
  readonly route: (busArn: string, incoming: Incoming, ruleArns: readonly string[]) => void;
}

/** The replays of the account: each sends events of an archive to its bus again, the oldest first. */
export class Replays implements Durable<Replay> {
  readonly name = "events/replays";
  readonly changes = new Changes();
  readonly #options: ReplaysOptions;
  readonly #byName = new Map<string, Replay>();

  constructor(options: ReplaysOptions) {
    this.#options = options;
  }

  *[Symbol.iterator](): Iterator<Replay> {
    yield* this.#byName.values();
  }

  arnOf(name: string): string {
    return arn(this.#options.account, "events", `replay/${name}`);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(name: string): Replay {
    const replay = this.#byName.get(name);
    if (replay === undefined) throw replayDoesNotExist(name);
    return replay;
  }

  /** @throws {AwsError} `ResourceAlreadyExistsException`, `ValidationException` */
  start(
    name: string,
    archive: Archive,
    given: Pick<Replay, "description" | "busArn" | "ruleArns" | "from" | "to">,
  ): Replay {
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name))
      throw constraint(
        name,
        "replayName",
        "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
      );
    if (given.busArn !== archive.busArn)
      throw notValid("Destination.Arn", "Cross event bus replay is not permitted.");
    if (!(given.from < given.to))
      throw notValid("EventEndTime", "EventStartTime must be before EventEndTime.");
    if (this.#byName.has(name)) throw alreadyExists(`Replay ${name} already exists.`);
    const replay: Replay = {
      name,
      ...given,
      archiveName: archive.name,
      archiveArn: archive.arn,
      startedAt: this.#options.clock.now(),
      state: "STARTING",
    };
    this.#set(replay);
    this.#soon(replay);
    return replay;
  }

  /** @throws {AwsError} `IllegalStatusException` */
  cancel(replay: Replay): void {
    if (replay.state !== "STARTING" && replay.state !== "RUNNING")
      throw new AwsError(
        "IllegalStatusException",
        `Replay ${replay.name} is not in a valid state for this operation.`,
      );
    this.#end(replay, "CANCELLED");
  }

  forget(): void {
    const names = [...this.#byName.keys()];
    this.#byName.clear();
    for (const name of names) this.changes.mark("", name);
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const name of this.#byName.keys()) yield ["", name];
  }

  value(_owner: string, name: string): Replay | undefined {
    return this.#byName.get(name);
  }

  restore(_owner: string, _name: string, replay: Replay): void {
    this.#byName.set(replay.name, replay);
    if (replay.state === "STARTING") this.#soon(replay);
  }

  /** A replay that was cut off before it ran begins anew: it runs in one turn, with all that it begins. */
  #soon(replay: Replay): void {
    this.#options.clock.schedule(0, () => {
      if (replay.state === "STARTING" && this.#byName.get(replay.name) === replay) this.#run(replay);
    });
  }

  #run(replay: Replay): void {
    const { archives, route } = this.#options;
    const archive = archives.find(replay.archiveName);
    if (archive === undefined) {
      this.#end(replay, "FAILED");
      return;
    }
    for (const incoming of archives.eventsOf(archive)) {
      const time = Date.parse(incoming.event.time);
      if (time < replay.from || time >= replay.to) continue;
      route(
        replay.busArn,
        { ...incoming, event: { ...incoming.event, "replay-name": replay.name } },
        replay.ruleArns,
      );
      replay.lastEventAt = Math.max(replay.lastEventAt ?? 0, time);
    }
    this.#end(replay, "COMPLETED");
  }

  #end(replay: Replay, state: Replay["state"]): void {
    replay.state = state;
    replay.endedAt = this.#options.clock.now();
    this.changes.mark("", replay.name);
  }

  #set(replay: Replay): void {
    this.#byName.set(replay.name, replay);
    this.changes.mark("", replay.name);
  }
}

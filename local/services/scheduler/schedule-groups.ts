import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { validationError } from "../../core/errors.ts";
import { requireTags } from "../../core/tags.ts";
import { groupDoesNotExist, groupExists } from "./errors.ts";
import { DEFAULT_GROUP } from "./schedule.ts";
import { checkName } from "./validation.ts";

export interface ScheduleGroup {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  tags: Readonly<Record<string, string>>;
}

/** The groups of schedules; `default` is always there. */
export class ScheduleGroups {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #byName = new Map<string, ScheduleGroup>();

  constructor(account: Account, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
    this.create(DEFAULT_GROUP);
  }

  /** @throws {AwsError} `ConflictException`, `ValidationException` */
  create(name: string, tags: Readonly<Record<string, string>> = {}): ScheduleGroup {
    checkName(name, "name");
    if (this.#byName.has(name)) throw groupExists(name);
    const group = {
      arn: arn(this.#account, "scheduler", `schedule-group/${name}`),
      name,
      createdAt: this.#clock.now(),
      tags: requireTags(tags, validationError),
    };
    this.#byName.set(name, group);
    return group;
  }

  *[Symbol.iterator](): Iterator<ScheduleGroup> {
    yield* this.#byName.values();
  }

  find(name: string): ScheduleGroup | undefined {
    return this.#byName.get(name);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(name: string): ScheduleGroup {
    const group = this.#byName.get(name);
    if (group === undefined) throw groupDoesNotExist(name);
    return group;
  }

  /** @throws {AwsError} `ResourceNotFoundException`; `ValidationException` for the default group */
  delete(name: string): void {
    this.require(name);
    if (name === DEFAULT_GROUP)
      throw validationError(`The schedule group ${DEFAULT_GROUP} can't be deleted.`);
    this.#byName.delete(name);
  }
}

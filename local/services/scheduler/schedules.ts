import type { Principal } from "../../core/access.ts";
import { type Account, arn, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import type { EventInvoker, Keys, RoleSessions } from "../../core/ports.ts";
import type { Dispatcher } from "../../core/service.ts";
import { queueUrl } from "../sqs/queue-url.ts";
import { scheduleDoesNotExist, scheduleExists } from "./errors.ts";
import { requireRole } from "./execution-role.ts";
import type { Invocations } from "./invocations.ts";
import { Occurrences } from "./occurrences.ts";
import { DEFAULT_GROUP, type Definition, type Schedule, type ScheduleInput } from "./schedule.ts";
import type { ScheduleGroups } from "./schedule-groups.ts";
import { readDefinition } from "./validation.ts";

export interface SchedulesOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  readonly sessions: RoleSessions;
  readonly keys: Keys;
  readonly groups: ScheduleGroups;
  readonly invocations: Invocations;
  readonly random: () => number;
}

interface Entry {
  readonly schedule: Schedule;
  readonly occurrences: Occurrences;
}

/** The schedules of the account and their timers. A name is unique within its group. */
export class Schedules implements Durable<true> {
  readonly name = "scheduler/completed";
  readonly changes = new Changes();
  readonly #options: SchedulesOptions;
  /** When the schedules were made and changed whose last occurrence is done with, by ARN. */
  readonly #completed = new Map<string, string>();
  readonly #byArn = new Map<string, Entry>();

  constructor(options: SchedulesOptions) {
    this.#options = options;
  }

  *[Symbol.iterator](): Iterator<Schedule> {
    for (const { schedule } of this.#byArn.values()) yield schedule;
  }

  find(groupName: string, name: string): Schedule | undefined {
    return this.#byArn.get(this.#arnOf(groupName, name))?.schedule;
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(groupName: string, name: string): Schedule {
    const schedule = this.find(groupName, name);
    if (schedule === undefined) throw scheduleDoesNotExist(name);
    return schedule;
  }

  /**
   * @throws {AwsError} `ValidationException`, also for a role that Scheduler can't assume and a target that does not
   * exist; `ConflictException`, `ResourceNotFoundException`
   */
  async create(input: ScheduleInput, caller: Principal = this.#root()): Promise<Schedule> {
    const { clock } = this.#options;
    const now = clock.now();
    const schedule = this.#schedule(readDefinition(input, now), now);
    await this.#check(schedule, caller);
    if (this.#byArn.has(schedule.arn)) throw scheduleExists(input.Name);
    this.#start(schedule, now - 1);
    return schedule;
  }

  /**
   * Replaces all of a schedule's settings. A rate goes on counting from the schedule's creation.
   * @throws {AwsError} `ResourceNotFoundException` and what `create` throws
   */
  async update(input: ScheduleInput, caller: Principal = this.#root()): Promise<Schedule> {
    const old = this.require(input.GroupName ?? DEFAULT_GROUP, input.Name);
    const now = this.#options.clock.now();
    const definition = readDefinition(input, now, old.definition.start);
    const schedule = this.#schedule(definition, old.createdAt);
    await this.#check(schedule, caller);
    this.#byArn.get(schedule.arn)?.occurrences.stop({ abandon: false });
    this.#start(schedule, now);
    return schedule;
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  delete(groupName: string, name: string): void {
    const { arn } = this.require(groupName, name);
    this.#byArn.get(arn)?.occurrences.stop({ abandon: true });
    this.#byArn.delete(arn);
  }

  /** Deletes the schedules of a group. */
  deleteGroup(groupName: string): void {
    for (const { definition } of this)
      if (definition.groupName === groupName) this.delete(groupName, definition.name);
  }

  /**
   * Goes on after the schedules have been made again: with what recurs from now on, and with what is to come once if it
   * has not been done, however late.
   */
  resume(): void {
    for (const { schedule, occurrences } of [...this.#byArn.values()]) {
      const { recurrence, deletedAfterCompletion } = schedule.definition;
      const completed = this.#completed.get(schedule.arn) === versionOf(schedule);
      occurrences.stop({ abandon: false });
      if (!completed) occurrences.start(recurrence.once ? schedule.createdAt - 1 : this.#options.clock.now());
      else if (deletedAfterCompletion) this.#byArn.delete(schedule.arn);
    }
  }

  *keys(): Iterable<readonly [string, string]> {
    yield* this.#completed;
  }

  value(arn: string, version: string): true | undefined {
    return this.#completed.get(arn) === version ? true : undefined;
  }

  restore(arn: string, version: string): void {
    this.#completed.set(arn, version);
  }

  #complete(schedule: Schedule): void {
    this.#completed.set(schedule.arn, versionOf(schedule));
    this.changes.mark(schedule.arn, versionOf(schedule));
  }

  abandonRetries(): void {
    for (const { occurrences } of this.#byArn.values()) occurrences.abandonRetries();
  }

  /** Ends every timer and retry. */
  close(): void {
    for (const { occurrences } of this.#byArn.values()) occurrences.stop({ abandon: true });
  }

  #arnOf(groupName: string, name: string): string {
    return arn(this.#options.account, "scheduler", `schedule/${groupName}/${name}`);
  }

  #schedule(definition: Definition, createdAt: number): Schedule {
    const { groups, clock } = this.#options;
    return {
      arn: this.#arnOf(definition.groupName, definition.name),
      groupArn: groups.require(definition.groupName).arn,
      createdAt,
      modifiedAt: clock.now(),
      definition,
    };
  }

  #start(schedule: Schedule, after: number): void {
    const { clock, invocations, random } = this.#options;
    const occurrences = new Occurrences(schedule, {
      clock,
      invocations,
      random,
      onCompleted: ({ arn, definition }) => {
        this.#complete(schedule);
        const current = this.#byArn.get(arn);
        if (definition.deletedAfterCompletion && current?.schedule === schedule) this.#byArn.delete(arn);
      },
    });
    this.#byArn.set(schedule.arn, { schedule, occurrences });
    occurrences.start(after);
  }

  async #check(schedule: Schedule, caller: Principal): Promise<void> {
    const { sessions } = this.#options;
    const { target, kmsKeyArn } = schedule.definition;
    requireRole(sessions, schedule);
    if (kmsKeyArn !== undefined) this.#useKey(schedule, kmsKeyArn, caller);
    if (target.service === "lambda") this.#requireFunction(target.arn);
    else await this.#requireQueue(target.arn);
    if (target.deadLetterArn !== undefined) await this.#requireQueue(target.deadLetterArn);
  }

  /** Whoever creates a schedule encrypts it. */
  #useKey(schedule: Schedule, key: string, caller: Principal): void {
    for (const action of ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"] as const) {
      const encryptionContext = { "aws:scheduler:schedule:arn": schedule.arn };
      this.#options.keys.use(caller, { key, action, via: "scheduler", encryptionContext });
    }
  }

  #requireFunction(functionArn: string): void {
    try {
      this.#options.functions.requireFunction(functionArn);
    } catch (error) {
      throw error instanceof AwsError ? missingTarget(functionArn, error) : error;
    }
  }

  async #requireQueue(queueArn: string): Promise<void> {
    const input = { QueueUrl: queueUrl(queueArn), AttributeNames: ["QueueArn"] };
    try {
      await this.#options.dispatcher.call("sqs", "GetQueueAttributes", input, this.#root());
    } catch (error) {
      throw error instanceof AwsError ? missingTarget(queueArn, error) : error;
    }
  }

  #root(): Principal {
    return { kind: "root", arn: globalArn(this.#options.account, "iam", "root") };
  }
}

/** Tells the schedules apart that have had one name, and one schedule before and after a change. */
function versionOf({ createdAt, modifiedAt }: Schedule): string {
  return `${createdAt} ${modifiedAt}`;
}

function missingTarget(targetArn: string, { message }: AwsError): AwsError {
  return validationError(`Provided Arn ${targetArn} is not one of a resource that is there: ${message}`);
}

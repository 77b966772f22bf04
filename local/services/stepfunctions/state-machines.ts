import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { identityUuid } from "../../core/identity.ts";
import type { Tags } from "../../core/tags.ts";
import { machineDoesNotExist, machineExists, machineIsDeleting } from "./errors.ts";

export type LogLevel = "OFF" | "ALL" | "ERROR" | "FATAL";

export interface LoggingSettings {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  /** With `:*` at its end, as the API has it. */
  readonly logGroupArn?: string;
}

/** What an execution runs by: a later change of its state machine does not change it. */
export interface Revision {
  /** Absent before the first update. */
  readonly revisionId?: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: LoggingSettings;
  readonly tracing: boolean;
  readonly kmsKeyId?: string;
  readonly updatedAt: number;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly createdAt: number;
  /** `DELETING` until its executions have ended. */
  status: "ACTIVE" | "DELETING";
  revision: Revision;
  tags: Tags;
}

export interface StateMachineSettings {
  readonly name: string;
  readonly type: StateMachine["type"];
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: LoggingSettings;
  readonly tracing: boolean;
  readonly kmsKeyId?: string;
  readonly tags: Tags;
}

/** The state machines of the account. */
export class StateMachines {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #byArn = new Map<string, StateMachine>();

  constructor(account: Account, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  [Symbol.iterator](): Iterator<StateMachine> {
    return this.#byArn.values();
  }

  arnOf(name: string): string {
    return arn(this.#account, "states", `stateMachine:${name}`);
  }

  find(machineArn: string): StateMachine | undefined {
    return this.#byArn.get(machineArn);
  }

  /** @throws {AwsError} `StateMachineDoesNotExist` */
  require(machineArn: string): StateMachine {
    const machine = this.find(machineArn);
    if (machine === undefined) throw machineDoesNotExist(machineArn);
    return machine;
  }

  /** The same settings again are the same state machine. @throws {AwsError} `StateMachineAlreadyExists`, `StateMachineDeleting` */
  create({ name, type, tags, ...settings }: StateMachineSettings): StateMachine {
    const machineArn = this.arnOf(name);
    const now = this.#clock.now();
    const revision = { ...settings, updatedAt: now };
    const there = this.#byArn.get(machineArn);
    if (there?.status === "DELETING") throw machineIsDeleting(machineArn);
    if (there !== undefined) {
      const { updatedAt: _updatedAt, revisionId: _revisionId, ...current } = there.revision;
      if (there.type === type && JSON.stringify(current) === JSON.stringify(settings)) return there;
      throw machineExists(machineArn);
    }
    const machine: StateMachine = {
      arn: machineArn,
      name,
      type,
      createdAt: now,
      status: "ACTIVE",
      revision,
      tags,
    };
    this.#byArn.set(machineArn, machine);
    return machine;
  }

  /** Executions that run go on by what they started with. */
  update(machine: StateMachine, change: Partial<Omit<Revision, "revisionId" | "updatedAt">>): Revision {
    machine.revision = {
      ...machine.revision,
      ...change,
      revisionId: identityUuid(),
      updatedAt: this.#clock.now(),
    };
    return machine.revision;
  }

  delete(machineArn: string): void {
    this.#byArn.delete(machineArn);
  }
}

import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { EventInvoker, Keys, MetricSink, RoleSessions } from "../../core/ports.ts";
import type { Dispatcher, Service } from "../../core/service.ts";
import { schedulerService } from "./api/api.ts";
import { Invocations } from "./invocations.ts";
import { SchedulerMetrics } from "./metrics.ts";
import { ScheduleGroups } from "./schedule-groups.ts";
import { Schedules } from "./schedules.ts";

export interface SchedulerOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  readonly sessions: RoleSessions;
  readonly keys: Keys;
  readonly metrics: MetricSink;
  /** From 0 to 1: where in its flexible time window an occurrence runs. Chance by default. */
  readonly random?: () => number;
  /** Tells the operator what AWS would swallow: occurrences that could not be delivered. */
  readonly warn?: (message: string) => void;
}

/**
 * EventBridge Scheduler: schedules in groups that invoke functions asynchronously and send to queues, on the clock.
 * Not there: other targets, universal targets.
 */
export class Scheduler {
  readonly groups: ScheduleGroups;
  readonly schedules: Schedules;
  /** Scheduler's API for clients. */
  readonly service: Service;

  constructor(options: SchedulerOptions) {
    const { account, clock, random = Math.random } = options;
    const { warn = (message: string) => process.emitWarning(message, "SchedulerWarning") } = options;
    this.groups = new ScheduleGroups(account, clock);
    const metrics = new SchedulerMetrics(options.metrics, clock);
    const invocations = new Invocations({ ...options, metrics, warn });
    this.schedules = new Schedules({ ...options, groups: this.groups, invocations, random });
    this.service = schedulerService(account, this);
  }

  /** Deletes a group with its schedules. @throws {AwsError} `ResourceNotFoundException`, `ValidationException` */
  deleteGroup(name: string): void {
    this.groups.delete(name);
    this.schedules.deleteGroup(name);
  }

  /** Which schedules are done with. */
  get durables(): readonly Durable[] {
    return [this.schedules];
  }

  /** Gives up retries; schedules go on. */
  reset(): void {
    this.schedules.abandonRetries();
  }

  /** Ends every timer and retry. */
  close(): void {
    this.schedules.close();
  }
}

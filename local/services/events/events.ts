import { randomUUID } from "node:crypto";
import type { Authorizer } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { EventInvoker, Keys, MetricSink, RoleSessions } from "../../core/ports.ts";
import type { Dispatcher, Service } from "../../core/service.ts";
import { eventsService } from "./api/api.ts";
import { Archives } from "./archives.ts";
import { Buses, type EventBus } from "./buses.ts";
import { Deliveries, errorCode, messageOf, sendToDeadLetterQueue } from "./deliveries.ts";
import { formatTime, type Incoming } from "./event.ts";
import { EventsMetrics } from "./metrics.ts";
import { Replays } from "./replays.ts";
import { type Rule, Rules } from "./rules.ts";
import { ScheduleTimers } from "./schedule-timers.ts";
import { TargetCalls } from "./target-calls.ts";

export interface EventsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  readonly sessions: RoleSessions;
  readonly authorizer: Authorizer;
  readonly keys: Keys;
  readonly metrics: MetricSink;
  /** Tells the operator what AWS would swallow: events that could not be delivered. */
  readonly warn?: (message: string) => void;
}

/**
 * Amazon EventBridge: buses, rules by pattern and by schedule, archives and replays.
 * Not there: pipes, schemas, API destinations, global endpoints, partner sources, targets without a service here.
 */
export class Events {
  readonly service: Service;
  readonly buses: Buses;
  readonly rules: Rules;
  readonly archives: Archives;
  readonly replays: Replays;
  readonly #options: EventsOptions;
  readonly #metrics: EventsMetrics;
  readonly #deliveries: Deliveries;
  readonly #timers: ScheduleTimers;
  readonly #warn: (message: string) => void;

  constructor(options: EventsOptions) {
    const { account, clock, keys } = options;
    const { warn = (message: string) => process.emitWarning(message, "EventsWarning") } = options;
    this.#options = options;
    this.#warn = warn;
    const metrics = new EventsMetrics(options.metrics, clock);
    this.#metrics = metrics;
    this.buses = new Buses({ account, clock, keys });
    const { buses } = this;
    this.#timers = new ScheduleTimers(clock, (rule, at) => this.#occur(rule, at));
    this.rules = new Rules({
      account,
      buses,
      now: () => clock.now(),
      onChange: (arn, rule) => this.#timers.set(arn, rule),
    });
    const calls = new TargetCalls({ ...options, buses, route: (bus, incoming) => this.route(bus, incoming) });
    this.#deliveries = new Deliveries({ ...options, calls, rules: this.rules, metrics, warn });
    this.archives = new Archives({ account, clock, buses });
    this.replays = new Replays({
      account,
      clock,
      archives: this.archives,
      route: (busArn, incoming, ruleArns) => this.#replay(busArn, incoming, ruleArns),
    });
    this.service = eventsService(account, clock, this, metrics);
  }

  /** Takes an event over. For a bus that is not there AWS takes it as well, and nobody hears of it. */
  put(busName: string | undefined, incoming: Incoming): void {
    const bus = this.buses.find(busName);
    if (bus !== undefined) this.route(bus, incoming);
    else this.#warn(`The event ${incoming.event.id} is lost: there is no event bus ${busName}.`);
  }

  /** Brings an event to the archives and rules of a bus. One that its key does not let in goes to the bus's own queue. */
  route(bus: EventBus, incoming: Incoming): void {
    try {
      this.buses.useKey(bus);
    } catch (error) {
      void this.#refused(bus, incoming, error);
      return;
    }
    this.archives.keep(bus.arn, incoming);
    this.#match(bus, incoming, () => true);
  }

  /** Forgets deliveries, archived events and replays; buses, rules and archives stay. */
  reset(): void {
    this.#deliveries.forget();
    this.replays.forget();
    this.archives.empty();
  }

  /** Goes on after rules have been made again. */
  resume(): void {
    this.#timers.resume();
  }

  /** Events on their way to targets, those in archives, and replays. */
  get durables(): readonly Durable[] {
    return [this.archives, this.#deliveries, this.replays];
  }

  /** Ends every timer and retry. */
  close(): void {
    this.#timers.close();
    this.#deliveries.close();
  }

  #match(bus: EventBus, incoming: Incoming, wanted: (rule: Rule) => boolean): void {
    for (const rule of bus.rules.values()) {
      if (!rule.enabled || !wanted(rule) || !rule.pattern?.matches(incoming.event)) continue;
      this.#metrics.count(rule, "MatchedEvents");
      this.#trigger(rule, incoming);
    }
  }

  #trigger(rule: Rule, incoming: Incoming): void {
    this.#metrics.count(rule, "TriggeredRules");
    this.#deliveries.start(rule, incoming);
  }

  #replay(busArn: string, incoming: Incoming, ruleArns: readonly string[]): void {
    const bus = this.buses.find(busArn);
    if (bus !== undefined)
      this.#match(bus, incoming, ({ arn }) => ruleArns.length === 0 || ruleArns.includes(arn));
  }

  #occur(rule: Rule, scheduledAt: number): void {
    const { account, clock } = this.#options;
    this.#trigger(rule, {
      ingestedAt: clock.now(),
      event: {
        version: "0",
        id: randomUUID(),
        "detail-type": "Scheduled Event",
        source: "aws.events",
        account: account.accountId,
        time: formatTime(scheduledAt),
        region: account.region,
        resources: [rule.arn],
        detail: {},
      },
    });
  }

  async #refused(bus: EventBus, { event }: Incoming, error: unknown): Promise<void> {
    const reason = `The event ${event.id} did not get onto ${bus.arn}: ${messageOf(error)}`;
    this.#warn(reason);
    const queueArn = bus.settings.deadLetterArn;
    if (queueArn === undefined) return;
    const attributes = { ERROR_CODE: errorCode(error), ERROR_MESSAGE: messageOf(error) };
    try {
      await sendToDeadLetterQueue(this.#options.dispatcher, queueArn, bus.arn, event, attributes);
    } catch (refusal) {
      this.#warn(
        `The event ${event.id} of ${bus.arn} could not be written to ${queueArn}: ${messageOf(refusal)}`,
      );
    }
  }
}

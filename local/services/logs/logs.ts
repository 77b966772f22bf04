import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import type { Keys, MetricSink } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { DurableEvents, DurableStreams, keyOf } from "./durable.ts";
import { embeddedMetrics } from "./emf.ts";
import { groupOperations } from "./group-operations.ts";
import { LogGroups } from "./groups.ts";
import type { LogGroup } from "./log-group.ts";
import { type Engine, type Operations, onGroup, onStream, operation, page } from "./operations.ts";
import { readEvents, type Sorted, sortOut } from "./put-log-events.ts";
import { filterLogEvents, getLogEvents } from "./read-events.ts";
import { ResourcePolicies } from "./resource-policies.ts";

const DEFAULT_MAX_BYTES_PER_GROUP = 16 * 1024 * 1024;

export interface LogsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly metrics: MetricSink;
  /** Beyond this a log group drops its oldest events, which AWS never does; 16 MiB by default. */
  readonly maxBytesPerGroup?: number;
}

/** One event that was put, as a follower sees it. */
export interface FollowedEvent {
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/**
 * Amazon CloudWatch Logs: groups, streams and events in memory, and the metrics that are embedded in events.
 * Not there: subscription and metric filters, Insights queries, exports, data protection, anomaly detection.
 */
export class Logs {
  readonly service: Service;
  /** For the control plane of a deployment. */
  readonly groups: LogGroups;
  /** For the control plane of a deployment. */
  readonly policies: ResourcePolicies;
  /** Streams and events. */
  readonly durables: readonly Durable[];
  readonly #events: DurableEvents;
  readonly #options: LogsOptions;
  readonly #followers = new Set<(event: FollowedEvent) => void>();
  readonly #resetListeners = new Set<() => void>();
  #eventNumber = 0;

  constructor(options: LogsOptions) {
    this.#options = options;
    const { account, clock, keys, maxBytesPerGroup = DEFAULT_MAX_BYTES_PER_GROUP } = options;
    const streamChanges = new Changes();
    this.groups = new LogGroups({ account, clock, keys, maxBytesPerGroup, streamChanges });
    this.#events = new DurableEvents(this.groups, ({ eventId }) => {
      this.#eventNumber = Math.max(this.#eventNumber, Number(eventId));
    });
    this.durables = [new DurableStreams(this.groups, streamChanges), this.#events];
    this.policies = new ResourcePolicies(clock);
    const engine: Engine = { account, clock, groups: this.groups, policies: this.policies };
    this.service = {
      signingName: "logs",
      protocol: "awsJson1.1",
      targetPrefix: "Logs_20140328",
      operations: {
        ...groupOperations(engine),
        ...this.#eventOperations(engine),
        ...this.#policyOperations(),
      },
    };
  }

  /** Calls back with every event that is put from now on. Returns the function that ends this. */
  onEvent(callback: (event: FollowedEvent) => void): () => void {
    this.#followers.add(callback);
    return () => this.#followers.delete(callback);
  }

  /** Calls back whenever all events have been dropped. Returns the function that ends this. */
  onReset(callback: () => void): () => void {
    this.#resetListeners.add(callback);
    return () => this.#resetListeners.delete(callback);
  }

  /** Drops the events of every group. */
  reset(): void {
    for (const group of this.groups.list()) group.clear();
    for (const listener of this.#resetListeners) listener();
  }

  #eventOperations(engine: Engine): Operations {
    return {
      PutLogEvents: onStream(engine, "logs:PutLogEvents", (group, streamName, input) => {
        const now = engine.clock.now();
        const sorted = sortOut(readEvents(input), now, group.retainedFrom(now));
        this.#append(group, streamName, sorted, now);
        return {
          nextSequenceToken: String(this.#eventNumber).padStart(56, "0"),
          ...(sorted.rejected && { rejectedLogEventsInfo: sorted.rejected }),
        };
      }),
      GetLogEvents: onStream(engine, "logs:GetLogEvents", (group, streamName, input) => {
        input.refuse("GetLogEvents", "unmask");
        this.groups.decrypt(group);
        return getLogEvents(group.requireStream(streamName), input);
      }),
      FilterLogEvents: onGroup(engine, "logs:FilterLogEvents", (group, input) => {
        input.refuse("FilterLogEvents", "unmask");
        this.groups.decrypt(group);
        return filterLogEvents(group, input);
      }),
    };
  }

  #policyOperations(): Operations {
    const access = (action: string) => () => [{ action, resource: "*" }];
    return {
      PutResourcePolicy: operation(access("logs:PutResourcePolicy"), (input) => {
        input.refuse("PutResourcePolicy", "resourceArn", "expectedRevisionId");
        const policy = this.policies.put(input.text("policyName"), input.text("policyDocument"));
        return { resourcePolicy: policy, revisionId: policy.revisionId };
      }),
      DescribeResourcePolicies: operation(access("logs:DescribeResourcePolicies"), (input) => {
        input.refuse("DescribeResourcePolicies", "resourceArn");
        const { items, ...rest } = page(input, this.policies.list());
        return { resourcePolicies: items, ...rest };
      }),
      DeleteResourcePolicy: operation(access("logs:DeleteResourcePolicy"), (input) => {
        input.refuse("DeleteResourcePolicy", "resourceArn", "expectedRevisionId");
        this.policies.delete(input.text("policyName"));
        return {};
      }),
    };
  }

  #append(group: LogGroup, logStreamName: string, { accepted }: Sorted, now: number): void {
    const stream = group.requireStream(logStreamName);
    for (const { timestamp, message } of accepted) {
      const eventId = String(++this.#eventNumber).padStart(56, "0");
      stream.add({ timestamp, message, ingestionTime: now, eventId });
      if (this.#events.changes.heard) this.#events.changes.mark(group.id, keyOf(eventId, logStreamName));
      if (group.logGroupClass === "STANDARD")
        for (const datum of embeddedMetrics(message)) this.#options.metrics.put(datum);
      for (const follower of this.#followers)
        follower({ logGroupName: group.name, logStreamName, timestamp, message });
    }
    group.trim(now);
  }
}

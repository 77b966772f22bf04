import type { Principal } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import { AwsError } from "../../core/errors.ts";
import type { MetricSink, RoleSessions } from "../../core/ports.ts";
import type { Outcome } from "../../runtime/environment.ts";
import type { EventInvokeConfig } from "./event-invoke-config.ts";
import type { InvocationTarget } from "./functions.ts";
import { LATEST } from "./names.ts";
import type { QueueClient } from "./queue-client.ts";

export interface AsynchronousOptions {
  readonly clock: Clock;
  readonly sessions: RoleSessions;
  readonly metrics: MetricSink;
  readonly queues: QueueClient;
  /** The target as it is at the time of an attempt. @throws {AwsError} `ResourceNotFoundException` */
  readonly resolve: (reference: string) => InvocationTarget;
  readonly run: (target: InvocationTarget, request: AsynchronousEvent) => Promise<Outcome>;
  /** Resolves when attempts may begin. */
  readonly ready: () => Promise<void>;
  readonly configOf: (target: InvocationTarget) => EventInvokeConfig;
  readonly warn: (message: string) => void;
}

export interface AsynchronousEvent {
  readonly payload: string;
  readonly requestId: string;
  readonly traceHeader?: string;
}

type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded";

/** "Error handling for asynchronous invocations": a minute before the first retry, two before the second. */
const RETRY_DELAYS_MS = [60_000, 120_000];
const THROTTLE_FIRST_MS = 1_000;
const THROTTLE_MOST_MS = 300_000;
const MAX_ERROR_MESSAGE_BYTES = 1024;

/** An event that is not done with. Times are milliseconds since the epoch. */
interface Pending {
  readonly reference: string;
  readonly event: AsynchronousEvent;
  readonly accepted: number;
  attempts: number;
  throttles: number;
  /** No attempt before. */
  notBefore: number;
}

/** Lambda's queue of events: attempts, retries, and where an event goes in the end. */
export class AsynchronousInvocations implements Durable<Pending> {
  readonly name = "lambda/events";
  readonly changes = new Changes();
  readonly #options: AsynchronousOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #running = new Set<Promise<void>>();
  #closed = new AbortController();

  constructor(options: AsynchronousOptions) {
    this.#options = options;
  }

  /** Takes an event over; it is answered before the function runs. */
  enqueue(target: InvocationTarget, event: AsynchronousEvent): void {
    this.#metric(target, "AsyncEventsReceived");
    const accepted = this.#options.clock.now();
    this.#take({ reference: target.arn, event, accepted, attempts: 0, throttles: 0, notBefore: accepted });
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const requestId of this.#pending.keys()) yield ["", requestId];
  }

  value(_owner: string, requestId: string): Pending | undefined {
    return this.#pending.get(requestId);
  }

  restore(_owner: string, _requestId: string, pending: Pending): void {
    this.#take(pending);
  }

  #take(pending: Pending): void {
    const { reference, event } = pending;
    const { requestId } = event;
    this.#pending.set(requestId, pending);
    this.changes.mark("", requestId);
    const running = this.#process(pending)
      .catch((error: unknown) =>
        this.#options.warn(`The event ${requestId} of ${reference} is lost: ${messageOf(error)}`),
      )
      .finally(() => {
        this.#running.delete(running);
        this.#pending.delete(requestId);
        this.changes.mark("", requestId);
      });
    this.#running.add(running);
  }

  /** Gives up events that wait for a retry; where they are kept, they stay. */
  async close(): Promise<void> {
    this.changes.listen(undefined);
    this.#closed.abort();
    await Promise.all(this.#running);
  }

  /** Forgets all events taken over so far. */
  forget(): void {
    this.#closed.abort();
    this.#closed = new AbortController();
  }

  async #process(pending: Pending): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#closed;
    const { reference, event, accepted } = pending;
    while (!signal.aborted) {
      if (pending.notBefore > clock.now()) await clock.sleep(pending.notBefore - clock.now(), signal);
      await this.#options.ready();
      if (signal.aborted) return;
      const target = this.#options.resolve(reference);
      const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = this.#options.configOf(target);
      const expires = accepted + MaximumEventAgeInSeconds * 1000;
      let outcome: Outcome | undefined;
      try {
        outcome = await this.#options.run(target, event);
        pending.attempts += 1;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        pending.throttles += 1;
      }
      const { attempts, throttles } = pending;
      if (signal.aborted) return;
      if (outcome?.status === "success") return this.#finish(target, event, "Success", attempts, outcome);
      if (outcome !== undefined && attempts > MaximumRetryAttempts)
        return this.#finish(target, event, "RetriesExhausted", attempts, outcome);
      const delay =
        outcome === undefined
          ? Math.min(THROTTLE_FIRST_MS * 2 ** (throttles - 1), THROTTLE_MOST_MS)
          : (RETRY_DELAYS_MS[attempts - 1] ?? 0);
      if (clock.now() + delay > expires)
        return this.#finish(target, event, "EventAgeExceeded", attempts, outcome);
      pending.notBefore = clock.now() + delay;
      this.changes.mark("", event.requestId);
    }
  }

  async #finish(
    target: InvocationTarget,
    event: AsynchronousEvent,
    condition: Condition,
    attempts: number,
    outcome: Outcome | undefined,
  ): Promise<void> {
    const { sessions, configOf } = this.#options;
    const { configuration } = target.version;
    const principal = sessions.principalOf(configuration.Role, configuration.FunctionName);
    const { OnSuccess, OnFailure } = configOf(target).DestinationConfig;
    const destination = (condition === "Success" ? OnSuccess : OnFailure)?.Destination;
    if (condition !== "Success") this.#metric(target, "AsyncEventsDropped");
    if (destination !== undefined) {
      const record = this.#record(target, event, condition, attempts, outcome);
      await this.#send(target, principal, destination, JSON.stringify(record), "DestinationDeliveryFailures");
    }
    const deadLetterArn = configuration.DeadLetterConfig?.TargetArn;
    if (condition !== "Success" && deadLetterArn !== undefined) {
      await this.#send(target, principal, deadLetterArn, event.payload, "DeadLetterErrors", {
        RequestID: { DataType: "String", StringValue: event.requestId },
        ErrorCode: { DataType: "Number", StringValue: outcome === undefined ? "429" : "200" },
        ErrorMessage: { DataType: "String", StringValue: errorMessage(outcome) },
      });
    }
  }

  async #send(
    target: InvocationTarget,
    principal: Principal,
    queueArn: string,
    body: string,
    failureMetric: string,
    attributes: Parameters<QueueClient["send"]>[3] = {},
  ): Promise<void> {
    try {
      await this.#options.queues.send(queueArn, principal, body, attributes);
    } catch (error) {
      this.#metric(target, failureMetric);
      this.#options.warn(
        `An event of ${target.arn} could not be written to ${queueArn}: ${messageOf(error)}`,
      );
    }
  }

  /** The invocation record of a destination ("Capturing records of Lambda asynchronous invocations"). */
  #record(
    target: InvocationTarget,
    { requestId, payload }: AsynchronousEvent,
    condition: Condition,
    attempts: number,
    outcome: Outcome | undefined,
  ): object {
    const executedVersion = target.version.version;
    const qualified = target.qualifier === undefined ? `${target.arn}:${LATEST}` : target.arn;
    return {
      version: "1.0",
      timestamp: this.#options.clock.date().toISOString(),
      requestContext: { requestId, functionArn: qualified, condition, approximateInvokeCount: attempts },
      requestPayload: JSON.parse(payload),
      ...(outcome === undefined
        ? {}
        : {
            responseContext: {
              statusCode: 200,
              executedVersion,
              ...(outcome.status === "success" ? {} : { functionError: "Unhandled" }),
            },
            responsePayload: JSON.parse(outcome.payload),
          }),
    };
  }

  #metric({ record }: InvocationTarget, name: string): void {
    const { metrics, clock } = this.#options;
    const dimensions = { FunctionName: record.name };
    metrics.put({
      namespace: "AWS/Lambda",
      name,
      dimensions,
      value: 1,
      unit: "Count",
      timestamp: clock.now(),
    });
  }
}

function errorMessage(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "Rate Exceeded.";
  const { errorMessage } = JSON.parse(outcome.payload) as { errorMessage?: string };
  return Buffer.from(errorMessage || "Unknown error", "utf8")
    .subarray(0, MAX_ERROR_MESSAGE_BYTES)
    .toString("utf8");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

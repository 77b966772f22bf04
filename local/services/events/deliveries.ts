import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";
import { isThrottle, retryDelayMs } from "../scheduler/retry-delay.ts";
import { queueUrl } from "../sqs/queue-url.ts";
import type { Incoming } from "./event.ts";
import { inputOf } from "./input.ts";
import type { EventsMetrics } from "./metrics.ts";
import type { Rule, Rules } from "./rules.ts";
import { eventBridge, type TargetCalls } from "./target-calls.ts";
import { EVENT_AGE_SECONDS, RETRY_ATTEMPTS, type Target } from "./targets.ts";

export interface DeliveriesOptions {
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly calls: TargetCalls;
  readonly rules: Rules;
  readonly metrics: EventsMetrics;
  readonly warn: (message: string) => void;
}

/** One event on its way to one target. */
interface Delivery {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly incoming: Incoming;
  /** When its age began to count, in milliseconds since the epoch. */
  readonly since: number;
  retries: number;
}

type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/** Brings events to targets, each on its own: again while a target fails, then to the dead-letter queue. */
export class Deliveries implements Durable<Delivery> {
  readonly name = "events/deliveries";
  readonly changes = new Changes();
  readonly #options: DeliveriesOptions;
  readonly #underWay = new Map<string, Delivery>();
  #number = 0;
  #closed = new AbortController();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Starts the delivery to every target that the rule has now. */
  start(rule: Rule, incoming: Incoming): void {
    const since = this.#options.clock.now();
    for (const targetId of rule.targets.keys())
      this.#begin(`${incoming.event.id} ${this.#number++}`, {
        ruleArn: rule.arn,
        targetId,
        incoming,
        since,
        retries: 0,
      });
  }

  /** Gives up deliveries that wait for a retry; where they are kept, they stay. */
  close(): void {
    this.changes.listen(undefined);
    this.#closed.abort();
  }

  /** Forgets the deliveries that wait for a retry. */
  forget(): void {
    this.#closed.abort();
    this.#closed = new AbortController();
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const key of this.#underWay.keys()) yield ["", key];
  }

  value(_owner: string, key: string): Delivery | undefined {
    return this.#underWay.get(key);
  }

  restore(_owner: string, key: string, delivery: Delivery): void {
    this.#number = Math.max(this.#number, Number(key.split(" ")[1]) + 1);
    this.#begin(key, { ...delivery });
  }

  #begin(key: string, delivery: Delivery): void {
    this.#underWay.set(key, delivery);
    this.changes.mark("", key);
    void this.#deliver(delivery, () => this.changes.mark("", key)).finally(() => {
      this.#underWay.delete(key);
      this.changes.mark("", key);
    });
  }

  async #deliver(delivery: Delivery, onRetry: () => void): Promise<void> {
    const { clock, metrics } = this.#options;
    const { signal } = this.#closed;
    for (; !signal.aborted; delivery.retries++) {
      const rule = this.#options.rules.findByArn(delivery.ruleArn);
      const target = rule?.targets.get(delivery.targetId);
      if (rule === undefined || target === undefined) return;
      metrics.count(rule, "InvocationAttempts");
      if (delivery.retries > 0) metrics.count(rule, "RetryInvocationAttempts");
      try {
        const payload = inputOf(target, delivery.incoming, rule);
        await this.#options.calls.call(rule, target, delivery.incoming, payload);
        metrics.count(rule, "SuccessfulInvocationAttempts");
        metrics.count(rule, "Invocations");
        return;
      } catch (error) {
        const delay = retryDelayMs(delivery.retries + 1);
        const exhausted = isTransient(error) ? exhaustedBy(delivery, target, clock.now() + delay) : "at once";
        if (exhausted !== undefined) return this.#fail(rule, target, delivery, error, exhausted);
        onRetry();
        await clock.sleep(delay, signal);
      }
    }
  }

  async #fail(
    rule: Rule,
    target: Target,
    { incoming: { event }, retries }: Delivery,
    error: unknown,
    exhausted: Exhausted | "at once",
  ): Promise<void> {
    const { dispatcher, metrics, warn } = this.#options;
    metrics.count(rule, "Invocations");
    metrics.count(rule, "FailedInvocations");
    warn(`The rule ${rule.arn} could not bring the event ${event.id} to ${target.Arn}: ${messageOf(error)}`);
    const queueArn = target.DeadLetterConfig?.Arn;
    if (queueArn === undefined) return;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: errorCode(error),
      ERROR_MESSAGE: messageOf(error),
      RETRY_ATTEMPTS: String(retries),
      ...(exhausted !== "at once" && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    try {
      await sendToDeadLetterQueue(dispatcher, queueArn, rule.arn, event, attributes);
      metrics.count(rule, "InvocationsSentToDlq");
    } catch (reason) {
      metrics.count(rule, "InvocationsFailedToBeSentToDlq");
      warn(`The rule ${rule.arn} could not write the event ${event.id} to ${queueArn}: ${messageOf(reason)}`);
    }
  }
}

/**
 * Writes an event that goes no further, with what AWS tells of the reason.
 * Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events".
 */
export async function sendToDeadLetterQueue(
  dispatcher: Dispatcher,
  queueArn: string,
  sourceArn: string,
  event: object,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  );
  const input = { QueueUrl: queueUrl(queueArn), MessageBody: JSON.stringify(event), MessageAttributes };
  await dispatcher.call("sqs", "SendMessage", input, eventBridge(sourceArn));
}

function exhaustedBy(
  { retries, since }: Delivery,
  { RetryPolicy }: Target,
  next: number,
): Exhausted | undefined {
  const attempts = RetryPolicy?.MaximumRetryAttempts ?? RETRY_ATTEMPTS.default;
  const seconds = RetryPolicy?.MaximumEventAgeInSeconds ?? EVENT_AGE_SECONDS.default;
  if (retries >= attempts) return "MaximumRetryAttempts";
  return next > since + seconds * 1000 ? "MaximumEventAgeInSeconds" : undefined;
}

/** What the permissions or the target itself refuse, they refuse again. */
function isTransient(error: unknown): boolean {
  return (
    !(error instanceof AwsError) ||
    error.statusCode >= 500 ||
    isThrottle(error) ||
    /TooMany|Unavailable/.test(error.code)
  );
}

/** Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events", ERROR_CODE. */
export function errorCode(error: unknown): string {
  if (!(error instanceof AwsError)) return "UNKNOWN";
  const code = `${error.code} ${error.queryErrorCode ?? ""}`;
  if (/AccessDenied|AuthorizationError|NotAuthorized|KMS|^Disabled/i.test(code)) return "NO_PERMISSIONS";
  if (/NotFound|NonExistent|DoesNotExist|NoSuch/.test(code)) return "NO_RESOURCE";
  if (isThrottle(error) || /TooMany/.test(code)) return "THROTTLING";
  if (error.statusCode >= 500) return "ERROR_FROM_TARGET";
  return /Invalid|Validation|Missing/.test(code) ? "INVALID_PARAMETER" : "SDK_CLIENT_ERROR";
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)) || "Unknown error";
}

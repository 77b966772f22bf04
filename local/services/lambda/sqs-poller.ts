import type { Principal } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Outcome } from "../../runtime/environment.ts";
import { failedMessageIds, sqsEvent } from "./batch.ts";
import type { EventSourceMappingConfiguration } from "./event-source-mapping.ts";
import type { OnQueueActivity } from "./event-source-mappings.ts";
import { MAX_REQUEST_BYTES } from "./payload.ts";
import type { QueueClient, SqsMessage } from "./queue-client.ts";

export interface SqsPollerOptions {
  readonly configuration: EventSourceMappingConfiguration;
  readonly clock: Clock;
  readonly queues: QueueClient;
  /** The function's role, as it is now. */
  readonly principal: () => Principal;
  readonly run: (payload: string) => Promise<Outcome>;
  readonly onQueueActivity: OnQueueActivity | undefined;
  readonly warn: (problem: string) => void;
}

/** `ReceiveMessage` and `DeleteMessageBatch` take ten messages at most. */
const SQS_BATCH = 10;
const POLL_SECONDS = 20;
/** How often a window is filled up where nothing tells of new messages. */
const WINDOW_POLL_MS = 1_000;
/** With how many batches at a time Lambda starts on a queue. On AWS it adds more each minute; here it stays. */
const DEFAULT_CONCURRENCY = 5;
/** In real time, like the invocations. */
const GATHER_MS = 20;
const FIRST_BACKOFF_MS = 1_000;
const MOST_BACKOFF_MS = 60_000;

interface Batch {
  readonly messages: SqsMessage[];
  readonly receivedAt: number;
}

/** Reads one queue for one function, and hands it batches ("Using Lambda with Amazon SQS"). */
export class SqsPoller {
  readonly #options: SqsPollerOptions;
  readonly #stopped = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;
  readonly #notified: boolean;
  readonly #polling: Promise<void>;
  #lastProcessingResult = "No records processed";
  #active = true;
  #wake: (() => void) | undefined;

  constructor(options: SqsPollerOptions) {
    this.#options = options;
    const { onQueueActivity, configuration } = options;
    this.#notified = onQueueActivity !== undefined;
    this.#unsubscribe = onQueueActivity?.(configuration.EventSourceArn, () => this.#signal()) ?? (() => {});
    this.#polling = this.#poll().catch((error: unknown) => options.warn(`stopped: ${messageOf(error)}`));
  }

  get lastProcessingResult(): string {
    return this.#lastProcessingResult;
  }

  /** Receives nothing more. */
  stop(): void {
    this.#stopped.abort();
    this.#unsubscribe();
    this.#wake?.();
  }

  /** Resolves when no batch is in flight any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#inFlight);
  }

  /** Resolves after `stop` when the last receive is over too, and what it brought. */
  async finished(): Promise<void> {
    await this.#polling;
    await this.settled();
  }

  async #poll(): Promise<void> {
    const { configuration, clock } = this.#options;
    const concurrency = configuration.MaximumConcurrency ?? DEFAULT_CONCURRENCY;
    let backoff = FIRST_BACKOFF_MS;
    while (!this.#stopped.signal.aborted) {
      if (this.#inFlight.size >= concurrency) {
        await Promise.race(this.#inFlight);
        continue;
      }
      try {
        await this.#gather();
        const batch = await this.#collect();
        backoff = FIRST_BACKOFF_MS;
        if (batch.messages.length > 0) this.#track(this.#deliver(batch));
        else if (this.#notified) await this.#activity(POLL_SECONDS * 1000);
      } catch (error) {
        this.#problem(messageOf(error));
        await clock.sleep(backoff, this.#stopped.signal);
        backoff = Math.min(backoff * 2, MOST_BACKOFF_MS);
      }
    }
  }

  /** While batches are in flight, messages come together for a moment: a batch each would only queue for the processor. */
  async #gather(): Promise<void> {
    if (this.#inFlight.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GATHER_MS);
    });
    await Promise.race([moment, ...this.#inFlight]);
    clearTimeout(timer);
  }

  /** Receives until the batch is full, its payload is, or its window ends. */
  async #collect(): Promise<Batch> {
    const { clock, configuration } = this.#options;
    const { BatchSize, MaximumBatchingWindowInSeconds } = configuration;
    const messages = [...(await this.#receive(BatchSize, this.#notified ? 0 : POLL_SECONDS))];
    const receivedAt = clock.now();
    const windowEnds = receivedAt + MaximumBatchingWindowInSeconds * 1000;
    let bytes = sizeOf(messages);
    while (
      messages.length > 0 &&
      messages.length < BatchSize &&
      bytes < MAX_REQUEST_BYTES &&
      clock.now() < windowEnds &&
      !this.#stopped.signal.aborted
    ) {
      const more = await this.#receive(BatchSize - messages.length, 0);
      const left = windowEnds - clock.now();
      if (more.length === 0) await this.#activity(this.#notified ? left : Math.min(left, WINDOW_POLL_MS));
      messages.push(...more);
      bytes += sizeOf(more);
    }
    return { messages, receivedAt };
  }

  async #receive(wanted: number, waitTimeSeconds: number): Promise<readonly SqsMessage[]> {
    const { queues, principal, configuration } = this.#options;
    this.#active = false;
    const maximum = Math.min(wanted, SQS_BATCH);
    return queues.receive(configuration.EventSourceArn, principal(), maximum, waitTimeSeconds);
  }

  async #deliver({ messages, receivedAt }: Batch): Promise<void> {
    const { queues, configuration, principal } = this.#options;
    const seconds = await queues.visibilityTimeoutSeconds(configuration.EventSourceArn, principal());
    const visibilityMs = seconds * 1000;
    for (const part of parts(messages, configuration.EventSourceArn))
      await this.#invoke(part, receivedAt + visibilityMs);
  }

  async #invoke({ messages, payload }: Part, visibleAgain: number): Promise<void> {
    const { configuration, queues, principal } = this.#options;
    const outcome = await this.#attempt(payload, visibleAgain);
    if (outcome === undefined) return;
    const ids = new Set(messages.map(({ MessageId }) => MessageId));
    const reports = configuration.FunctionResponseTypes.includes("ReportBatchItemFailures");
    const failed =
      outcome.status !== "success"
        ? "all"
        : reports
          ? failedMessageIds(outcome.payload, ids)
          : new Set<string>();
    this.#lastProcessingResult = failed === "all" ? "PROBLEM: Function call failed" : "OK";
    if (failed === "all") return;
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
    for (let index = 0; index < done.length; index += SQS_BATCH) {
      const slice = done.slice(index, index + SQS_BATCH);
      const kept = await queues.delete(configuration.EventSourceArn, principal(), slice);
      if (kept.length > 0) this.#problem(`the messages ${kept.join(", ")} were processed but not deleted`);
    }
  }

  /** Invokes, and again with backoff while Lambda throttles: until the messages would be visible again. */
  async #attempt(payload: string, visibleAgain: number): Promise<Outcome | undefined> {
    const { clock, run } = this.#options;
    for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, MOST_BACKOFF_MS)) {
      try {
        return await run(payload);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        this.#problem(error.message);
      }
      if (clock.now() + backoff >= visibleAgain) return undefined;
      await clock.sleep(backoff, this.#stopped.signal);
      if (this.#stopped.signal.aborted) return undefined;
    }
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery
      .catch((error: unknown) => this.#problem(messageOf(error)))
      .finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
  }

  #problem(message: string): void {
    const result = `PROBLEM: ${message}`;
    if (result !== this.#lastProcessingResult && !this.#stopped.signal.aborted) this.#options.warn(message);
    this.#lastProcessingResult = result;
  }

  #signal(): void {
    this.#active = true;
    this.#wake?.();
  }

  /** Resolves when the queue was active since the last receive, and at the latest after `atMostMs`. */
  async #activity(atMostMs: number): Promise<void> {
    if (this.#active || this.#stopped.signal.aborted) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#options.clock.sleep(atMostMs, woken.signal);
    this.#wake = undefined;
  }
}

interface Part {
  readonly messages: readonly SqsMessage[];
  readonly payload: string;
}

/** Cuts a batch into events that an invocation can carry. */
function parts(messages: readonly SqsMessage[], queueArn: string): Part[] {
  const payload = sqsEvent(messages, queueArn);
  if (Buffer.byteLength(payload) <= MAX_REQUEST_BYTES || messages.length === 1)
    return [{ messages, payload }];
  const half = Math.ceil(messages.length / 2);
  return [...parts(messages.slice(0, half), queueArn), ...parts(messages.slice(half), queueArn)];
}

function sizeOf(messages: readonly SqsMessage[]): number {
  return messages.reduce((bytes, { Body }) => bytes + Buffer.byteLength(Body), 0);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { randomUUID } from "node:crypto";
import type { Authorizer, Principal } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Encryption } from "./encryption.ts";
import { invalidParameter, queryErrorCode, queueDoesNotExist, resourceNotFound } from "./errors.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

/** Messages per second where the caller gives no number, which is also the most one can ask for. */
const MAX_MESSAGES_PER_SECOND = 500;
const KEPT_TASKS = 10;

interface MoveTask {
  readonly handle: string;
  readonly source: Queue;
  readonly destinationArn: string | undefined;
  readonly rate: number | undefined;
  readonly principal: Principal;
  readonly startedAt: number;
  readonly toMove: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  moved: number;
  failureReason?: string;
}

export interface MoveTasksOptions {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly encryption: Encryption;
  readonly authorizer: Authorizer;
}

/**
 * Moves messages out of dead-letter queues, second by second, in the name of who started the task.
 * Moved messages are new: new id, new enqueue time, receive count 0.
 * Source: SQS Developer Guide, "Configure a dead-letter queue redrive"; API Reference, `StartMessageMoveTask`.
 */
export class MoveTasks {
  readonly #options: MoveTasksOptions;
  /** By the ARN of their source, the newest first. */
  readonly #tasks = new Map<string, MoveTask[]>();

  constructor(options: MoveTasksOptions) {
    this.#options = options;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `InvalidParameterValue` */
  start(
    sourceArn: string,
    destinationArn: string | undefined,
    rate: number | undefined,
    principal: Principal,
  ): string {
    const { queues, clock } = this.#options;
    const source = queues.findByArn(sourceArn);
    if (source === undefined)
      throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    if (queues.sourcesOf(source).length === 0)
      throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
    if (rate !== undefined && (rate < 1 || rate > MAX_MESSAGES_PER_SECOND)) {
      throw invalidParameter(
        `Value for parameter MaxNumberOfMessagesPerSecond must be from 1 to ${MAX_MESSAGES_PER_SECOND}, but is ${rate}.`,
      );
    }
    if (destinationArn !== undefined) this.#checkDestination(source, destinationArn);
    const tasks = this.#tasks.get(sourceArn) ?? [];
    if (tasks.some(({ status }) => status === "RUNNING" || status === "CANCELLING")) {
      throw invalidParameter(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString("base64"),
      source,
      destinationArn,
      rate,
      principal,
      startedAt: clock.now(),
      toMove: source.counts().visible,
      status: "RUNNING",
      moved: 0,
    };
    this.#tasks.set(sourceArn, [task, ...tasks].slice(0, KEPT_TASKS));
    clock.schedule(0, () => this.#moveSome(task));
    return task.handle;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `InvalidParameterValue` */
  list(sourceArn: string, maxResults: number): readonly Readonly<Record<string, unknown>>[] {
    if (this.#options.queues.findByArn(sourceArn) === undefined)
      throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    if (maxResults < 1 || maxResults > KEPT_TASKS)
      throw invalidParameter(
        `Value for parameter MaxResults must be from 1 to ${KEPT_TASKS}, but is ${maxResults}.`,
      );
    return (this.#tasks.get(sourceArn) ?? []).slice(0, maxResults).map((task) => ({
      ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
      Status: task.status,
      SourceArn: sourceArn,
      ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
      ...(task.rate !== undefined && { MaxNumberOfMessagesPerSecond: task.rate }),
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.toMove,
      ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
      StartedTimestamp: task.startedAt,
    }));
  }

  /** How many messages were moved. @throws {AwsError} `ResourceNotFoundException` unless the task is running */
  cancel(handle: string): number {
    const tasks = [...this.#tasks.values()].flat();
    const task = tasks.find((candidate) => candidate.handle === handle);
    if (task === undefined || task.status !== "RUNNING")
      throw resourceNotFound("Task does not exist or is not running.");
    task.status = "CANCELLING";
    return task.moved;
  }

  /** The queues a task would send to: its destination, or the queues that the dead-letter queue has messages from. */
  destinationArns(sourceArn: string, destinationArn: string | undefined): readonly string[] {
    if (destinationArn !== undefined) return [destinationArn];
    const source = this.#options.queues.findByArn(sourceArn);
    return source === undefined ? [] : this.#options.queues.sourcesOf(source).map(({ arn }) => arn);
  }

  #checkDestination(source: Queue, destinationArn: string): void {
    const destination = this.#options.queues.findByArn(destinationArn);
    if (destination === undefined) {
      throw resourceNotFound(
        "The resource that you specified for the DestinationArn parameter doesn't exist.",
      );
    }
    if (destination === source)
      throw invalidParameter("Source queue arn and destination queue arn cannot be the same.");
    if (destination.settings.fifo !== source.settings.fifo)
      throw invalidParameter("Source and destination queues must be of the same type, standard or FIFO.");
  }

  #moveSome(task: MoveTask): void {
    if (task.status === "CANCELLING") {
      task.status = "CANCELLED";
      return;
    }
    try {
      for (let count = 0; count < (task.rate ?? MAX_MESSAGES_PER_SECOND); count++) {
        if (!this.#moveOne(task)) {
          task.status = "COMPLETED";
          return;
        }
      }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      task.status = "FAILED";
      task.failureReason = queryErrorCode(error);
      return;
    }
    this.#options.clock.schedule(1000, () => this.#moveSome(task));
  }

  #moveOne(task: MoveTask): boolean {
    const message = task.source.takeOut();
    if (message === undefined) return false;
    try {
      this.#deliver(task, message);
    } catch (error) {
      task.source.putBack(message);
      throw error;
    }
    task.moved++;
    return true;
  }

  #deliver(task: MoveTask, message: Message): void {
    const { queues, encryption, authorizer } = this.#options;
    const arn = task.destinationArn ?? message.sourceArn;
    if (arn === undefined)
      throw new AwsError(
        "CouldNotDetermineMessageSource",
        "The message was sent to the dead-letter queue itself: give a DestinationArn.",
      );
    const destination = queues.findByArn(arn);
    if (destination === undefined) throw queueDoesNotExist();
    const { policy } = destination.settings;
    authorizer.authorize(task.principal, {
      action: "sqs:SendMessage",
      resource: arn,
      ...(policy && { resourcePolicy: policy }),
    });
    encryption.decrypt(task.source, task.principal);
    encryption.encrypt(destination, task.principal);
    destination.send({ ...contentOf(message), id: randomUUID() }, 0);
  }
}

function contentOf(message: Message) {
  const { body, md5OfBody, attributes, traceHeader, groupId, deduplicationId, sequenceNumber, senderId } =
    message;
  return {
    body,
    md5OfBody,
    senderId,
    ...(attributes && { attributes }),
    ...(traceHeader && { traceHeader }),
    ...(groupId && { groupId }),
    ...(deduplicationId && { deduplicationId }),
    ...(sequenceNumber && { sequenceNumber }),
  };
}

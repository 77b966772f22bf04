import type { Access } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Call, Operation } from "../../core/service.ts";
import type { Encryption } from "./encryption.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import type { QueueMetrics } from "./metrics.ts";
import type { MoveTasks } from "./move-tasks.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

/** What the operations work on. */
export interface Engine {
  readonly account: Account;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly encryption: Encryption;
  readonly metrics: QueueMetrics;
  readonly moveTasks: MoveTasks;
}

export type Operations = Readonly<Record<string, Operation>>;

const operation = operationsOf(missingParameter);

/** An operation that needs one permission, on the queue named by its `QueueUrl`. */
export function onQueue(
  engine: Engine,
  action: string,
  handle: (queue: Queue, input: Members, call: Call) => unknown,
): Operation {
  return operation(
    (input) => [accessTo(engine, action, engine.queues.nameIn(input.text("QueueUrl")))],
    (input, call) => handle(engine.queues.require(engine.queues.nameIn(input.text("QueueUrl"))), input, call),
  );
}

/** An operation on a queue that is named otherwise, or on none. */
export function onAny(
  access: (input: Members, call: Call) => readonly Access[],
  handle: (input: Members, call: Call) => unknown,
): Operation {
  return operation(access, handle);
}

/** The question for the authorizer, with the policy of the queue where there is one. */
export function accessTo(engine: Engine, action: string, queueName: string): Access {
  const policy = engine.queues.find(queueName)?.settings.policy;
  const resource = engine.queues.arnOf(queueName);
  return { action, resource, ...(policy && { resourcePolicy: policy }) };
}

/** A page of a list of queues. @throws {AwsError} `InvalidParameterValue` */
export function page(
  input: Members,
  urls: readonly string[],
): { urls: readonly string[]; NextToken?: string } {
  const max = input.optionalInteger("MaxResults");
  if (max !== undefined && (max < 1 || max > 1000))
    throw invalidParameter(`Value for parameter MaxResults must be from 1 to 1000, but is ${max}.`);
  const token = input.optionalText("NextToken");
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64").toString());
  if (!Number.isInteger(start) || start < 0) throw invalidParameter(`Invalid NextToken value ${token}.`);
  const end = start + (max ?? 1000);
  const more = max !== undefined && end < urls.length;
  return {
    urls: urls.slice(start, end),
    ...(more && { NextToken: Buffer.from(String(end)).toString("base64") }),
  };
}

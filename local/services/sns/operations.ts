import type { Access } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Keys } from "../../core/ports.ts";
import type { Call, Operation } from "../../core/service.ts";
import type { Deliveries } from "./deliveries.ts";
import { missingParameter } from "./errors.ts";
import type { SnsMetrics } from "./metrics.ts";
import type { Topic, Topics } from "./topics.ts";

/** What the operations work on. */
export interface Engine {
  readonly account: Account;
  readonly clock: Clock;
  readonly topics: Topics;
  readonly keys: Keys;
  readonly metrics: SnsMetrics;
  readonly deliveries: Deliveries;
}

export type Operations = Readonly<Record<string, Operation>>;

export const operation = operationsOf(missingParameter);

/** Services that publish as the owner of the topic, whom the default policy lets in. */
const ACTING_AS_OWNER = ["cloudwatch.amazonaws.com"];

/** An operation that needs one permission, on the topic that a member names. */
export function onTopic(
  engine: Engine,
  action: string,
  handle: (topic: Topic, input: Members, call: Call) => unknown,
  member = "TopicArn",
): Operation {
  return operation(
    (input, call) => [accessTo(engine, action, input.text(member), call)],
    (input, call) => handle(engine.topics.require(input.text(member)), input, call),
  );
}

/** The question for the authorizer, with the policy of the topic where there is one. */
export function accessTo(
  { account, topics }: Engine,
  action: string,
  topicArn: string,
  { principal }: Call,
  context: Access["context"] = {},
): Access {
  const policy = topics.find(topicArn)?.settings.policy;
  const asOwner = principal.kind === "service" && ACTING_AS_OWNER.includes(principal.service);
  return {
    action,
    resource: topicArn,
    context: { ...context, ...(asOwner && { "aws:SourceOwner": account.accountId }) },
    ...(policy && { resourcePolicy: policy }),
  };
}

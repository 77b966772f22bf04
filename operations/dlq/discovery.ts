import type { Clients } from "../clients.ts";
import { concurrently } from "../concurrent.ts";
import { Queue } from "./queue.ts";
import { allQueues, hasTags } from "./queues.ts";
import { eventBuses } from "./referrers/event-bus.ts";
import { functions } from "./referrers/functions.ts";
import type { Referrer } from "./referrers/referrer.ts";
import { ruleTargets } from "./referrers/rule-target.ts";
import { schedules } from "./referrers/schedule.ts";
import { sourceQueues } from "./referrers/source-queue.ts";
import { subscriptions } from "./referrers/subscription.ts";
import { Targets } from "./targets.ts";

export interface DeadLetterQueue {
  readonly queue: Queue;
  /** What puts its failed work there; at least one. */
  readonly referrers: readonly Referrer[];
  /** Whether SQS moves a message on that was received here too often, so that looking at it would. */
  readonly movesOn: boolean;
}

/** The dead-letter queues of a stack, by name: the queues with its tags that something of the account refers to as such. */
export async function deadLetterQueues(
  clients: Clients,
  tags: Readonly<Record<string, string>>,
): Promise<readonly DeadLetterQueue[]> {
  const targets = new Targets(clients);
  const [queues, ...others] = await Promise.all([
    allQueues(clients.sqs),
    ruleTargets(clients.events, targets),
    eventBuses(clients.events, targets),
    subscriptions(clients.sns, targets),
    functions(clients.lambda, targets),
    schedules(clients.scheduler, targets),
  ]);
  const referrers = [...sourceQueues(queues, targets), ...others.flat()];
  const byQueue = Map.groupBy(referrers, ({ deadLetterArn }) => deadLetterArn);
  const referredTo = queues.filter(({ arn }) => byQueue.has(arn));
  const ofStack = await concurrently(referredTo, (queue) => hasTags(clients.sqs, queue, tags));
  return referredTo
    .filter((_, index) => ofStack[index])
    .map((settings) => ({
      queue: new Queue(clients.sqs, settings),
      referrers: byQueue.get(settings.arn) ?? [],
      movesOn: settings.deadLetterArn !== undefined,
    }))
    .sort((one, other) => one.queue.name.localeCompare(other.queue.name));
}

/** A queue by its name, with or without the stack. @throws {Error} that names all there are */
export function queueNamed(queues: readonly DeadLetterQueue[], name: string, stack: string): DeadLetterQueue {
  const found = queues.find(({ queue }) => [name, `${name}-${stack}`].includes(queue.name));
  if (found !== undefined) return found;
  const names = queues.map(({ queue }) => `\n  ${queue.name}`).join("");
  throw new Error(
    `The stack ${stack} has no dead-letter queue '${name}'. ${names === "" ? "It has none." : `It has:${names}`}`,
  );
}

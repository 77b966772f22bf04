import assert from "node:assert/strict";
import type { Cloud } from "../../local/cloud.ts";
import type { ListedQueue } from "../../operations/dlq/listing.ts";
import { asAccount } from "./closed.ts";
import { metricSum } from "./cloudwatch.ts";
import type { DlqCli } from "./dlq-cli.ts";
import { FailedWork } from "./failed-work.ts";
import { waitFor } from "./wait.ts";

/** What fails for good only when time has passed. A service that is not let in gives up at once. */
const TRIED_AGAIN: ReadonlySet<string> = new Set(["function", "queue", "schedule"]);
/** Longer than a queue's visibility timeout. */
const STEP_MS = 31_000;

/** What counts that something was handed over to a target. */
const TAKEN: Readonly<Record<string, readonly [namespace: string, metric: string, dimension: string]>> = {
  lambda: ["AWS/Lambda", "Invocations", "FunctionName"],
  sqs: ["AWS/SQS", "NumberOfMessagesSent", "QueueName"],
  sns: ["AWS/SNS", "NumberOfMessagesPublished", "TopicName"],
  states: ["AWS/States", "ExecutionsStarted", "StateMachineArn"],
};

/**
 * Has the work of each of a queue's referrers fail for good, sees it listed, redrives it, and sees that who failed got it.
 */
export async function redrivenOnce(
  cloud: Cloud,
  cli: DlqCli,
  { queue, arn, from }: ListedQueue,
): Promise<void> {
  for (const what of from) {
    await empty(cloud, queue);
    const { worker, mend } = await new FailedWork(cloud).begin(what);
    const waiting = () => cloud.sqs.queues.findByArn(arn)?.counts().visible ?? 0;
    await waitFor(
      `a message in ${queue}`,
      async () => {
        if (waiting() > 0) return true;
        if (TRIED_AGAIN.has(what.kind)) await cloud.clock.advance(STEP_MS);
        return false;
      },
      { deadlineMs: 30_000 },
    );
    await mend();

    const listed = (await cli.list()).find((each) => each.queue === queue);
    assert.equal(listed?.messages, waiting());
    assert.equal(listed?.sample[0]?.from, what.name, queue);
    const before = await taken(cloud, worker);
    const { outcomes, stderr } = await cli.redrive(queue);
    assert.equal(stderr, "");
    assert.equal(outcomes.length, listed?.messages);
    for (const outcome of outcomes) assert.partialDeepStrictEqual(outcome, { outcome: "sent", to: worker });
    assert.equal(waiting(), 0);
    await waitFor(
      `${worker} to get it`,
      async () => (await taken(cloud, worker)) >= before + outcomes.length,
    );
  }
}

async function empty(cloud: Cloud, QueueName: string): Promise<void> {
  const call = asAccount(cloud);
  const { QueueUrl } = await call<{ QueueUrl: string }>("sqs", "GetQueueUrl", { QueueName });
  await call("sqs", "PurgeQueue", { QueueUrl });
}

/** How often a target was handed something. */
async function taken(cloud: Cloud, arn: string): Promise<number> {
  await cloud.clock.advance(0);
  const service = arn.split(":")[2] ?? "";
  if (service === "events") return metricSum({ cloud }, "AWS/Events", "PutEventsEntriesCount", {});
  const [namespace, metric, dimension] = TAKEN[service] ?? ["", "", ""];
  const name = service === "states" ? arn : arn.slice(arn.lastIndexOf(":") + 1);
  return metricSum({ cloud }, namespace, metric, { [dimension]: name });
}

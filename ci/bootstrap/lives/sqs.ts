import { type Lives, tags, terraform } from "./life.ts";
import { named } from "./scopes.ts";

const QUEUES = named("Queues", "sqs", "NAME");

export const SQS: Lives = {
  "aws:sqs/queue:Queue": [
    {
      on: QUEUES,
      source: terraform("sqs/queue.go"),
      create: ["sqs:CreateQueue"],
      read: ["sqs:GetQueueAttributes"],
      update: ["sqs:SetQueueAttributes"],
      delete: ["sqs:DeleteQueue"],
    },
    tags(QUEUES, "sqs", { list: "sqs:ListQueueTags", tag: "sqs:TagQueue", untag: "sqs:UntagQueue" }),
  ],
  "aws:sqs/queuePolicy:QueuePolicy": [attribute("sqs/queue_policy.go")],
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": [attribute("sqs/queue_redrive_allow_policy.go")],
};

/** An attribute of a queue that is a resource of its own. */
function attribute(path: string): Lives[string][number] {
  const set = ["sqs:SetQueueAttributes"];
  return {
    on: QUEUES,
    source: terraform(path),
    create: set,
    read: ["sqs:GetQueueAttributes"],
    update: set,
    delete: set,
  };
}

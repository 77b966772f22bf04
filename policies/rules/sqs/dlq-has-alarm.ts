import { isDeadLetterQueue, QUEUE } from "../../lib/failure-paths.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";
import { watchedQueues } from "../../lib/watched-queues.ts";

export const dlqHasAlarm = defineRule({
  id: "dlq-has-alarm",
  severity: "medium",
  service: "sqs",
  title: "Every dead-letter queue has an alarm on its messages.",
  why: "Dead letters that nobody hears of expire after days, and with them the only record of what was lost.",
  remediation:
    "Add a cloudwatch.MetricAlarm on ApproximateNumberOfMessagesVisible with the dimension QueueName, threshold 0.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    if (!isDeadLetterQueue(queue, graph)) return notApplicable;
    return failUnless(watchedQueues(graph).has(queue), `No alarm watches the messages of ${queue.name}.`);
  },
});

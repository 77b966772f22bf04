import { isDeadLetterQueue, QUEUE, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import { isSet } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const sqsHasDlq = defineRule({
  id: "sqs-has-dlq",
  severity: "high",
  service: "sqs",
  title: "Every queue that is no dead-letter queue has one.",
  why: "A message that nobody can process comes back until it expires, holds up a FIFO group, and is then gone without a trace.",
  remediation: "Set redrivePolicy with deadLetterTargetArn and maxReceiveCount.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  anchors: ["cdk-nag:AwsSolutions-SQS3", "cdk-nag:Serverless-SQSRedrivePolicy"],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    if (isDeadLetterQueue(queue, graph)) return notApplicable;
    const bySeparatePolicy = graph
      .referrers(queue, REDRIVE_POLICY)
      .some(({ property }) => property === "queueUrl");
    return failUnless(
      isSet(queue, "redrivePolicy") || bySeparatePolicy,
      `${queue.name} has no redrivePolicy, and nothing uses it as a dead-letter queue.`,
    );
  },
});

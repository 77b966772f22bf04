import { isDeadLetterQueue, QUEUE, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import { isSet, type Node } from "../../lib/graph.ts";
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
      bySeparatePolicy || namesDeadLetterQueue(queue),
      `${queue.name} has no redrivePolicy, and nothing uses it as a dead-letter queue.`,
    );
  },
});

/** At preview a policy that is set counts, whatever is in it. */
function namesDeadLetterQueue(queue: Node): boolean {
  if (!isSet(queue, "redrivePolicy")) return false;
  if (!queue.props.has("redrivePolicy") || queue.props.isUnknown("redrivePolicy")) return true;
  return queue.props.document("redrivePolicy")?.has("deadLetterTargetArn") === true;
}

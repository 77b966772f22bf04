import { deadLetterQueues, QUEUE, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import { isSet, type Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

const SQS_DEFAULT_SECONDS = 345_600;

export const sqsDlqRetention = defineRule({
  id: "sqs-dlq-retention",
  severity: "medium",
  service: "sqs",
  title: "A dead-letter queue keeps messages at least as long as the standard queue they come from.",
  why: "A message of a standard queue keeps its age when it is moved: in a dead-letter queue that keeps for less, it can be gone before anybody looks.",
  remediation: "Set messageRetentionSeconds of the dead-letter queue to 1209600, the most there is.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html",
  anchors: [],
  types: [QUEUE, REDRIVE_POLICY],
  checkInGraph: (node, graph) => {
    const sources = node.type === QUEUE ? [node] : graph.targets(node, "queueUrl", QUEUE);
    return each(sources, (source) => {
      if (source.props.boolean("fifoQueue") === true) return notApplicable;
      return each(deadLetterQueues(node, graph), (deadLetters) =>
        failUnless(
          retention(deadLetters) >= retention(source),
          `${deadLetters.name} keeps messages for ${retention(deadLetters)} s, ${source.name} for ${retention(source)} s.`,
        ),
      );
    });
  },
});

function retention(queue: Node): number {
  if (!isSet(queue, "messageRetentionSeconds")) return SQS_DEFAULT_SECONDS;
  return queue.props.number("messageRetentionSeconds") ?? SQS_DEFAULT_SECONDS;
}

import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

const QUEUE = "aws:sqs/queue:Queue";

export const sqsDlqFifoMatch = defineRule({
  id: "sqs-dlq-fifo-match",
  severity: "high",
  service: "sqs",
  title: "A FIFO queue's dead-letter queue is a FIFO queue, and a standard queue's is a standard queue.",
  why: "SQS refuses to move messages between the two kinds, so whatever fails stays until it expires and is lost.",
  remediation:
    "Give the dead-letter queue the same fifoQueue as its source, and a name that ends in .fifo if it is true.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  anchors: [],
  types: [QUEUE, "aws:sqs/redrivePolicy:RedrivePolicy"],
  checkInGraph: (node, graph) => {
    const sources = node.type === QUEUE ? [node] : graph.targets(node, "queueUrl", QUEUE);
    const deadLetterQueues = graph.targets(node, "redrivePolicy", QUEUE);
    return each(sources, (source) =>
      each(deadLetterQueues, (deadLetters) =>
        failUnless(
          (source.props.boolean("fifoQueue") ?? false) === (deadLetters.props.boolean("fifoQueue") ?? false),
          `${source.name} and its dead-letter queue ${deadLetters.name} are of different kinds.`,
        ),
      ),
    );
  },
});

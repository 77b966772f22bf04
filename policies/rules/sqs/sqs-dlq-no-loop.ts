import { deadLetterQueues, QUEUE, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const sqsDlqNoLoop = defineRule({
  id: "sqs-dlq-no-loop",
  severity: "high",
  service: "sqs",
  title: "No queue's dead letters come back to it.",
  why: "What can't be processed goes round for ever, costs money all the time, and no alarm on a dead-letter queue ever sees it.",
  remediation: "End the chain of dead-letter queues in one that has none.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    const next = nextQueues(queue, graph);
    if (next.length === 0) return notApplicable;
    const reached = new Set<Node>();
    const open = [...next];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (reached.has(each)) continue;
      reached.add(each);
      open.push(...nextQueues(each, graph));
    }
    const names = [...reached].map(({ name }) => name).join(", ");
    return failUnless(!reached.has(queue), `The dead letters of ${queue.name} come back to it by ${names}.`);
  },
});

function nextQueues(queue: Node, graph: Graph): readonly Node[] {
  const policies = graph
    .referrers(queue, REDRIVE_POLICY)
    .filter(({ property }) => property === "queueUrl")
    .map(({ from }) => from);
  return [queue, ...policies].flatMap((holder) => deadLetterQueues(holder, graph));
}

import { failureSenders, QUEUE, REDRIVE_ALLOW_POLICY, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import { isSet } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const sqsDlqRedriveAllow = defineRule({
  id: "sqs-dlq-redrive-allow",
  severity: "low",
  service: "sqs",
  title: "A dead-letter queue says which queues may use it.",
  why: "Without, every queue of the account may send its dead letters there, and nobody can tell whose they are.",
  remediation: 'Add an sqs.RedriveAllowPolicy with redrivePermission "byQueue" and the sources\' ARNs.',
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    const sources = failureSenders(queue, graph).filter(({ type }) => [QUEUE, REDRIVE_POLICY].includes(type));
    if (sources.length === 0) return notApplicable;
    const allowed = graph
      .referrers(queue, REDRIVE_ALLOW_POLICY)
      .some(({ property }) => property === "queueUrl");
    return failUnless(
      allowed || isSet(queue, "redriveAllowPolicy"),
      `${queue.name} takes the dead letters of any queue.`,
    );
  },
});

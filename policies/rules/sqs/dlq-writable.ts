import { allowsAction, letsService, statementsOf, statementsOfRole } from "../../lib/access.ts";
import { failureSenders, QUEUE, sendingRoles, sendingService } from "../../lib/failure-paths.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable, type Verdict } from "../../lib/verdict.ts";

const SEND = "sqs:SendMessage";

export const dlqWritable = defineRule({
  id: "dlq-writable",
  severity: "high",
  service: "sqs",
  title: "Whoever sends to a dead-letter queue is allowed to.",
  why: "Without the permission the dead letter is dropped, and the only trace is a metric that nobody looks at.",
  remediation:
    "Let the service in the queue's policy (events.amazonaws.com, sns.amazonaws.com) or the sender's role call sqs:SendMessage.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) =>
    each(failureSenders(queue, graph), (sender) => {
      const service = sendingService(sender);
      return service === undefined
        ? each(sendingRoles(sender, graph), (role) => mayByRole(role, sender, queue, graph))
        : mayAsService(service, sender, queue, graph);
    }),
});

function mayAsService(service: string, sender: Node, queue: Node, graph: Graph): Verdict {
  const statements = statementsOf(queue, graph, {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    property: "queueUrl",
  });
  return failUnless(
    letsService(statements, service, SEND),
    `${service} may not send the dead letters of ${sender.name} to ${queue.name}: its policy has no statement for it.`,
    sender.name,
  );
}

function mayByRole(role: Node, sender: Node, queue: Node, graph: Graph): Verdict {
  const arn = queue.props.string("arn");
  if (arn === undefined) return notApplicable;
  const statements = statementsOfRole(role, graph);
  return failUnless(
    statements.some((statement) => allowsAction(statement, SEND, arn)),
    `The role ${role.name} may not send the dead letters of ${sender.name} to ${queue.name}.`,
    sender.name,
  );
}

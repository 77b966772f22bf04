import { letsService, roleMay, statementsOf } from "../../lib/access.ts";
import {
  failureSenders,
  QUEUE,
  sendingRoles,
  sendingService,
  sendingSource,
} from "../../lib/failure-paths.ts";
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
  const source = sendingSource(sender, graph);
  const resource = queue.props.isUnknown("arn") ? undefined : queue.props.string("arn");
  return failUnless(
    letsService(statements, service, { action: SEND, resource, source }),
    `${service} may not send the dead letters of ${sender.name} to ${queue.name}: no statement of its policy allows it${source === undefined ? "" : ` for ${source}`}.`,
    sender.name,
  );
}

function mayByRole(role: Node, sender: Node, queue: Node, graph: Graph): Verdict {
  const arn = queue.props.string("arn");
  if (arn === undefined) return notApplicable;
  return failUnless(
    roleMay(role, SEND, arn, graph),
    `The role ${role.name} may not send the dead letters of ${sender.name} to ${queue.name}.`,
    sender.name,
  );
}

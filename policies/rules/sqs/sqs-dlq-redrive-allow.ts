import { failureSenders, QUEUE, REDRIVE_ALLOW_POLICY, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import { isSet, type Node } from "../../lib/graph.ts";
import { required } from "../../lib/required.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, fail, failUnless, notApplicable, undetermined, type Verdict } from "../../lib/verdict.ts";

export const sqsDlqRedriveAllow = defineRule({
  id: "sqs-dlq-redrive-allow",
  severity: "low",
  service: "sqs",
  title: "A dead-letter queue says which queues may use it, and these are among them.",
  why: "Without, every queue of the account may send its dead letters there, and nobody can tell whose they are.",
  remediation: 'Add an sqs.RedriveAllowPolicy with redrivePermission "byQueue" and the sources\' ARNs.',
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    const senders = failureSenders(queue, graph).filter(({ type }) => [QUEUE, REDRIVE_POLICY].includes(type));
    if (senders.length === 0) return notApplicable;
    const sources = senders.flatMap((sender) =>
      sender.type === QUEUE ? [sender] : graph.targets(sender, "queueUrl", QUEUE),
    );
    const separate = graph
      .referrers(queue, REDRIVE_ALLOW_POLICY)
      .filter(({ property }) => property === "queueUrl")
      .map(({ from }) => from);
    const holders = [queue, ...separate].filter((holder) => isSet(holder, "redriveAllowPolicy"));
    if (holders.length === 0) return fail(`${queue.name} takes the dead letters of any queue.`);
    return each(holders, (holder) => lets(sources, queue, required(holder, "redriveAllowPolicy")));
  },
});

function lets(sources: readonly Node[], queue: Node, { props }: Node): Verdict {
  const policy = props.document("redriveAllowPolicy");
  const redrivePermission = policy?.string("redrivePermission") ?? "allowAll";
  const sourceQueueArns = policy?.strings("sourceQueueArns") ?? [];
  if (redrivePermission === "allowAll") return fail(`${queue.name} takes the dead letters of any queue.`);
  return each(sources, (source) => {
    const arn = source.props.string("arn");
    if (arn === undefined) return undetermined;
    return failUnless(
      redrivePermission === "byQueue" && sourceQueueArns.includes(arn),
      redrivePermission === "byQueue"
        ? `${queue.name} refuses the dead letters of ${source.name}: sourceQueueArns is without ${arn}.`
        : `${queue.name} refuses the dead letters of ${source.name}: redrivePermission is ${redrivePermission}.`,
      source.name,
    );
  });
}

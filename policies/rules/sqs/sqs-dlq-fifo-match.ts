import { accountOf } from "../../lib/account.ts";
import {
  type FailureTarget,
  failureTargets,
  QUEUE,
  REDRIVE_POLICY,
  SUBSCRIPTION,
  TOPIC,
} from "../../lib/failure-paths.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless, notApplicable, undetermined, type Verdict } from "../../lib/verdict.ts";

/** Who sends to standard queues only. */
const STANDARD_ONLY: readonly string[] = [
  "aws:lambda/function:Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:scheduler/schedule:Schedule",
];

export const sqsDlqFifoMatch = defineRule({
  id: "sqs-dlq-fifo-match",
  severity: "high",
  service: "sqs",
  title: "A dead-letter queue is of the kind, in the region and in the account that its sources need.",
  why: "SQS and SNS move messages only to a queue of the same kind, region and account, and Lambda, EventBridge and Scheduler only to standard queues: whatever fails is lost.",
  remediation:
    "Give the dead-letter queue the same fifoQueue as its source, false where that is no queue or topic, and create it with the same provider.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  anchors: [],
  types: [QUEUE, REDRIVE_POLICY, SUBSCRIPTION, ...STANDARD_ONLY],
  checkInGraph: (sender, graph) =>
    each(failureTargets(sender, graph), (target) =>
      each(sourcesOf(sender, graph), (source) => judge(source, deadLetterQueue(target, graph))),
    ),
});

const FIFO = "a FIFO queue";
const STANDARD = "a standard queue";

/** Whatever has to match; undefined where it is not known, or anything will do. */
interface Source {
  readonly name: string;
  readonly takes: typeof FIFO | typeof STANDARD | undefined;
  /** The resource in whose region and account the dead-letter queue has to be; absent where it may be in another. */
  readonly place?: Place;
}

interface Place {
  readonly region: string | undefined;
  readonly account: string | undefined;
}

interface DeadLetterQueue {
  readonly name: string;
  readonly kind: typeof FIFO | typeof STANDARD | undefined;
  readonly place: Place;
}

function sourcesOf(sender: Node, graph: Graph): readonly Source[] {
  switch (sender.type) {
    case QUEUE:
      return [sourceQueue(sender, graph)];
    case REDRIVE_POLICY:
      return graph.targets(sender, "queueUrl", QUEUE).map((queue) => sourceQueue(queue, graph));
    case SUBSCRIPTION:
      return [{ name: sender.name, takes: kindOfTopic(sender, graph), place: placeOf(sender, graph) }];
    default:
      return [{ name: sender.name, takes: STANDARD }];
  }
}

function sourceQueue(queue: Node, graph: Graph): Source {
  return { name: queue.name, takes: kindOf(queue, "fifoQueue"), place: placeOf(queue, graph) };
}

/** Its own ARN tells; before there is one, the region it is put into, and the account of the rest of the stack. */
function placeOf(node: Node, graph: Graph): Place {
  if (!node.props.isUnknown("arn") && node.props.has("arn")) return placeIn(node.props.string("arn") ?? "");
  const region = [node.props, node.provider].find(
    (props) => props.has("region") && !props.isUnknown("region"),
  );
  return { region: region?.string("region"), account: accountOf(node, graph) };
}

function placeIn(arn: string): Place {
  const [, , , region, account] = arn.split(":");
  return { region, account };
}

function kindOfTopic(subscription: Node, graph: Graph): typeof FIFO | typeof STANDARD | undefined {
  const [topic] = graph.targets(subscription, "topic", TOPIC);
  if (topic !== undefined) return kindOf(topic, "fifoTopic");
  const { props } = subscription;
  return props.isUnknown("topic") ? undefined : kindByName(props.string("topic") ?? "");
}

function kindOf(
  { props }: Node,
  property: "fifoQueue" | "fifoTopic",
): typeof FIFO | typeof STANDARD | undefined {
  if (props.isUnknown(property)) return undefined;
  return props.boolean(property) === true ? FIFO : STANDARD;
}

/** What is of another stack says by its name of which kind it is. */
function kindByName(arn: string): typeof FIFO | typeof STANDARD {
  return arn.endsWith(".fifo") ? FIFO : STANDARD;
}

function deadLetterQueue({ arn, queue }: FailureTarget, graph: Graph): DeadLetterQueue | undefined {
  if (queue !== undefined) {
    const place = arn === undefined ? placeOf(queue, graph) : placeIn(arn);
    return { name: queue.name, kind: kindOf(queue, "fifoQueue"), place };
  }
  if (arn === undefined || !/^arn:[^:]+:sqs:/.test(arn)) return undefined;
  return { name: arn, kind: kindByName(arn), place: placeIn(arn) };
}

function judge(source: Source, target: DeadLetterQueue | undefined): Verdict {
  if (target === undefined) return notApplicable;
  const { name, place } = source;
  const kind =
    source.takes === undefined || target.kind === undefined
      ? undetermined
      : failUnless(
          source.takes === target.kind,
          `The dead letters of ${name} have to go to ${source.takes}, and ${target.name} is ${target.kind}.`,
          "kind",
        );
  if (place === undefined) return kind;
  return combine([
    kind,
    same("region", source, place.region, target),
    same("account", source, place.account, target),
  ]);
}

function same(
  part: keyof Place,
  source: Source,
  wanted: string | undefined,
  target: DeadLetterQueue,
): Verdict {
  const given = target.place[part];
  if (wanted === undefined || given === undefined) return undetermined;
  return failUnless(
    wanted === given,
    `The dead letters of ${source.name} stay in the ${part} ${wanted}, and ${target.name} is in ${given}.`,
    part,
  );
}

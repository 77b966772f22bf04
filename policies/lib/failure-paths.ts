import { type Graph, type Node, perGraph } from "./graph.ts";
import type { Properties } from "./properties.ts";
import { MalformedDocumentError, UnknownValueError } from "./verdict.ts";

export const QUEUE = "aws:sqs/queue:Queue";
export const REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy";
export const REDRIVE_ALLOW_POLICY = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

interface FailurePath {
  /** The top-level property that names the queue. */
  readonly property: string;
  readonly arns: (props: Properties) => readonly (string | undefined)[];
  /** How messages get into the queue: as the service itself, or as a role, which these properties lead to. */
  readonly sender?:
    | { readonly service: string }
    | { readonly role: string }
    | { readonly functionName: string };
}

const at =
  (path: string) =>
  (props: Properties): readonly (string | undefined)[] => [props.string(path)];

const inRedrivePolicy = (props: Properties): readonly (string | undefined)[] => {
  const policy = props.json("redrivePolicy") as { readonly deadLetterTargetArn?: string } | undefined;
  return [policy?.deadLetterTargetArn];
};

const EVENTS = { service: "events.amazonaws.com" };

/** The kinds of resources that send what fails to a queue. */
const FAILURE_PATHS: Readonly<Record<string, FailurePath>> = {
  [QUEUE]: { property: "redrivePolicy", arns: inRedrivePolicy },
  [REDRIVE_POLICY]: { property: "redrivePolicy", arns: inRedrivePolicy },
  "aws:sns/topicSubscription:TopicSubscription": {
    property: "redrivePolicy",
    arns: inRedrivePolicy,
    sender: { service: "sns.amazonaws.com" },
  },
  "aws:lambda/function:Function": {
    property: "deadLetterConfig",
    arns: at("deadLetterConfig.targetArn"),
    sender: { role: "role" },
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    property: "destinationConfig",
    arns: at("destinationConfig.onFailure.destination"),
    sender: { functionName: "functionName" },
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    property: "destinationConfig",
    arns: at("destinationConfig.onFailure.destinationArn"),
    sender: { functionName: "functionName" },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    property: "deadLetterConfig",
    arns: at("deadLetterConfig.arn"),
    sender: EVENTS,
  },
  "aws:cloudwatch/eventBus:EventBus": {
    property: "deadLetterConfig",
    arns: at("deadLetterConfig.arn"),
    sender: EVENTS,
  },
  "aws:scheduler/schedule:Schedule": {
    property: "target",
    arns: at("target.deadLetterConfig.arn"),
    sender: { role: "target" },
  },
  "aws:pipes/pipe:Pipe": {
    property: "sourceParameters",
    arns: (props) => [
      props.string("sourceParameters.kinesisStreamParameters.deadLetterConfig.arn"),
      props.string("sourceParameters.dynamodbStreamParameters.deadLetterConfig.arn"),
    ],
    sender: { role: "roleArn" },
  },
};

const FAILURE_PATH_TYPES: readonly string[] = Object.keys(FAILURE_PATHS);

/** The queues of the stack that a resource sends what fails to. */
export function deadLetterQueues(node: Node, graph: Graph): readonly Node[] {
  const path = FAILURE_PATHS[node.type];
  if (path === undefined) return [];
  if (!node.props.has(path.property)) return graph.targets(node, path.property, QUEUE);
  try {
    return path.arns(node.props).flatMap((arn) => graph.find(arn ?? "", QUEUE) ?? []);
  } catch (error) {
    if (error instanceof UnknownValueError) return graph.targets(node, path.property, QUEUE);
    if (error instanceof MalformedDocumentError) return [];
    throw error;
  }
}

const senders = perGraph((graph) => {
  const byQueue = new Map<Node, Node[]>();
  for (const node of graph.ofType(...FAILURE_PATH_TYPES)) {
    for (const queue of deadLetterQueues(node, graph)) {
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), node]);
    }
  }
  return byQueue;
});

/** Who sends what fails to a queue. */
export function failureSenders(queue: Node, graph: Graph): readonly Node[] {
  return senders(graph).get(queue) ?? [];
}

/** Whether a queue is there for what fails: somebody sends it there, or it says itself whose dead letters it takes. */
export function isDeadLetterQueue(queue: Node, graph: Graph): boolean {
  return (
    failureSenders(queue, graph).length > 0 ||
    queue.props.has("redriveAllowPolicy") ||
    graph.referrers(queue, REDRIVE_ALLOW_POLICY).some(({ property }) => property === "queueUrl")
  );
}

/** The service that sends as itself, and so needs a statement in the queue's policy and its key's. */
export function sendingService({ type }: Node): string | undefined {
  const sender = FAILURE_PATHS[type]?.sender;
  return sender !== undefined && "service" in sender ? sender.service : undefined;
}

/** The roles of the stack that a resource sends with. */
export function sendingRoles(node: Node, graph: Graph): readonly Node[] {
  const sender = FAILURE_PATHS[node.type]?.sender;
  if (sender === undefined || "service" in sender) return [];
  if ("role" in sender) return graph.targets(node, sender.role, ROLE);
  return graph
    .targets(node, sender.functionName, FUNCTION, ALIAS)
    .flatMap((target) => (target.type === ALIAS ? graph.targets(target, "functionName", FUNCTION) : [target]))
    .flatMap((target) => graph.targets(target, "role", ROLE));
}

const ROLE = "aws:iam/role:Role";
const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";

/** The queues that some alarm watches for messages. */
export const watchedQueues = perGraph((graph) => {
  const watched = new Set<Node>();
  for (const alarm of graph.ofType(ALARM)) {
    for (const queue of queuesOf(alarm, graph)) watched.add(queue);
  }
  return watched;
});

const DEPTH = /^(ApproximateNumberOfMessagesVisible|ApproximateAgeOfOldestMessage)$/;

function queuesOf(alarm: Node, graph: Graph): readonly Node[] {
  const missing = ["dimensions", "metricQueries"].filter((property) => !alarm.props.has(property));
  const atPreview = missing.flatMap((property) => graph.targets(alarm, property, QUEUE));
  if (atPreview.length > 0) return atPreview;
  try {
    const metrics = [
      alarm.props,
      ...alarm.props.blocks("metricQueries").flatMap((query) => query.block("metric") ?? []),
    ];
    return metrics
      .filter((metric) => DEPTH.test(metric.string("metricName") ?? ""))
      .flatMap((metric) => graph.named(QUEUE, metric.string("dimensions.QueueName") ?? "") ?? []);
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    return [...graph.targets(alarm, "dimensions", QUEUE), ...graph.targets(alarm, "metricQueries", QUEUE)];
  }
}

import { type Graph, type Node, perGraph } from "./graph.ts";
import type { Properties } from "./properties.ts";
import { MalformedDocumentError, UnknownValueError } from "./verdict.ts";

export const QUEUE = "aws:sqs/queue:Queue";
export const REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy";
export const REDRIVE_ALLOW_POLICY = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";

interface FailurePath {
  /** The top-level property that names the queue. */
  readonly property: string;
  readonly arns: (props: Properties) => readonly (string | undefined)[];
  /** How messages get into the queue; by SQS itself where it is left out. */
  readonly sender?: ServiceSender | RoleSender | FunctionSender;
}

/** As the service itself, on behalf of a resource. */
interface ServiceSender {
  readonly service: string;
  readonly source: (node: Node, graph: Graph) => Node | undefined;
}

/** As a role of its own, whose ARN is at the path. */
interface RoleSender {
  readonly role: string;
}

/** As the role of the function that the property names. */
interface FunctionSender {
  readonly functionName: string;
}

const at =
  (path: string) =>
  (props: Properties): readonly (string | undefined)[] => [props.string(path)];

const inRedrivePolicy = (props: Properties): readonly (string | undefined)[] => [
  props.document("redrivePolicy")?.string("deadLetterTargetArn"),
];

const EVENTS = "events.amazonaws.com";
export const TOPIC = "aws:sns/topic:Topic";
export const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const RULE = "aws:cloudwatch/eventRule:EventRule";

/** The kinds of resources that send what fails to a queue. */
const FAILURE_PATHS: Readonly<Record<string, FailurePath>> = {
  [QUEUE]: { property: "redrivePolicy", arns: inRedrivePolicy },
  [REDRIVE_POLICY]: { property: "redrivePolicy", arns: inRedrivePolicy },
  [SUBSCRIPTION]: {
    property: "redrivePolicy",
    arns: inRedrivePolicy,
    sender: { service: "sns.amazonaws.com", source: (node, graph) => graph.targets(node, "topic", TOPIC)[0] },
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
    sender: { service: EVENTS, source: (node, graph) => graph.targets(node, "rule", RULE)[0] },
  },
  "aws:cloudwatch/eventBus:EventBus": {
    property: "deadLetterConfig",
    arns: at("deadLetterConfig.arn"),
    sender: { service: EVENTS, source: (node) => node },
  },
  "aws:scheduler/schedule:Schedule": {
    property: "target",
    arns: at("target.deadLetterConfig.arn"),
    sender: { role: "target.roleArn" },
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

/** The types of resources that send what fails to a queue. */
const FAILURE_PATH_TYPES: readonly string[] = Object.keys(FAILURE_PATHS);

/** The queues of the stack that a resource sends what fails to. */
export function deadLetterQueues(node: Node, graph: Graph): readonly Node[] {
  return failureTargets(node, graph).flatMap(({ queue }) => queue ?? []);
}

/** Where what fails goes: its ARN, where that is known, and the queue, if it is one of the stack. */
export interface FailureTarget {
  readonly arn: string | undefined;
  readonly queue: Node | undefined;
}

export function failureTargets(node: Node, graph: Graph): readonly FailureTarget[] {
  const path = FAILURE_PATHS[node.type];
  if (path === undefined) return [];
  const byEdges = () => graph.targets(node, path.property, QUEUE).map((queue) => ({ arn: undefined, queue }));
  if (!node.props.has(path.property)) return byEdges();
  try {
    return path
      .arns(node.props)
      .filter((arn) => arn !== undefined)
      .map((arn) => ({ arn, queue: graph.find(arn, QUEUE) ?? queueToBe(arn, graph) }));
  } catch (error) {
    if (error instanceof UnknownValueError) return byEdges();
    if (error instanceof MalformedDocumentError) return [];
    throw error;
  }
}

/** Programs write a queue's ARN by its name too; at preview the queue itself does not know its own. */
function queueToBe(arn: string, graph: Graph): Node | undefined {
  const [, name = ""] = /^arn:[^:]+:sqs:[^:]*:[^:]*:(.+)$/.exec(arn) ?? [];
  const queue = graph.named(QUEUE, name);
  return queue?.props.isUnknown("arn") === true || queue?.props.has("arn") === false ? queue : undefined;
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

/** The ARN of what that service sends for, as policies name it by `aws:SourceArn`; undefined where it is not known. */
export function sendingSource(node: Node, graph: Graph): string | undefined {
  const sender = FAILURE_PATHS[node.type]?.sender;
  if (sender === undefined || !("service" in sender)) return undefined;
  const source = sender.source(node, graph);
  return source === undefined || source.props.isUnknown("arn") ? undefined : source.props.string("arn");
}

/** The roles of the stack that a resource sends with. */
export function sendingRoles(node: Node, graph: Graph): readonly Node[] {
  const sender = FAILURE_PATHS[node.type]?.sender;
  if (sender === undefined || "service" in sender) return [];
  if ("role" in sender) return rolesAt(node, sender.role, graph);
  return graph
    .targets(node, sender.functionName, FUNCTION, ALIAS)
    .flatMap((target) => (target.type === ALIAS ? graph.targets(target, "functionName", FUNCTION) : [target]))
    .flatMap((target) => graph.targets(target, "role", ROLE));
}

/** By the ARN, where it is known: a target's input may name roles too. */
function rolesAt(node: Node, path: string, graph: Graph): readonly Node[] {
  const [property = ""] = path.split(".");
  if (!node.props.has(property) || node.props.isUnknown(path)) return graph.targets(node, property, ROLE);
  const role = graph.find(node.props.string(path) ?? "", ROLE);
  return role === undefined ? [] : [role];
}

const ROLE = "aws:iam/role:Role";
const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";

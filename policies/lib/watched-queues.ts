import { QUEUE } from "./failure-paths.ts";
import { type Graph, type Node, perGraph } from "./graph.ts";
import { UnknownValueError } from "./verdict.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** The queues that some alarm watches for messages. */
export const watchedQueues = perGraph((graph) => {
  const watched = new Set<Node>();
  for (const alarm of graph.ofType(ALARM)) {
    for (const queue of queuesOf(alarm, graph)) watched.add(queue);
  }
  return watched;
});

const DEPTH = /^(ApproximateNumberOfMessagesVisible|ApproximateAgeOfOldestMessage)$/;

/** One that goes off when there are few messages says nothing of the dead letters that come. */
function goesOffBelow({ props }: Node): boolean {
  return !props.isUnknown("comparisonOperator") && /^LessThan/.test(props.string("comparisonOperator") ?? "");
}

function queuesOf(alarm: Node, graph: Graph): readonly Node[] {
  if (goesOffBelow(alarm)) return [];
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
      .filter((metric) => (metric.string("namespace") ?? "AWS/SQS") === "AWS/SQS")
      .flatMap((metric) => queueCalled(metric.string("dimensions.QueueName") ?? "", graph) ?? []);
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    return [...graph.targets(alarm, "dimensions", QUEUE), ...graph.targets(alarm, "metricQueries", QUEUE)];
  }
}

/** By its name alone: a queue's URL is its id, and a metric's dimension it is not. */
function queueCalled(name: string, graph: Graph): Node | undefined {
  const queue = graph.named(QUEUE, name);
  return queue?.props.string("name") === name ? queue : undefined;
}

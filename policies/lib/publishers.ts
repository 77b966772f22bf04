import type { Graph, Node } from "./graph.ts";

interface Publisher {
  readonly service: string;
  readonly properties: readonly string[];
}

/** The services that send to a topic or queue as themselves, by the resource that makes them. */
const PUBLISHERS: Readonly<Record<string, Publisher>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    service: "cloudwatch.amazonaws.com",
    properties: ["alarmActions", "okActions", "insufficientDataActions"],
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    service: "cloudwatch.amazonaws.com",
    properties: ["alarmActions", "okActions", "insufficientDataActions"],
  },
  "aws:cloudwatch/eventTarget:EventTarget": { service: "events.amazonaws.com", properties: ["arn"] },
  "aws:s3/bucketNotification:BucketNotification": {
    service: "s3.amazonaws.com",
    properties: ["topics", "queues"],
  },
  "aws:budgets/budget:Budget": { service: "budgets.amazonaws.com", properties: ["notifications"] },
  "aws:rds/eventSubscription:EventSubscription": {
    service: "events.rds.amazonaws.com",
    properties: ["snsTopic"],
  },
};

/** The services of the stack that send to a topic or queue as themselves. */
export function publishingServices(target: Node, graph: Graph): ReadonlySet<string> {
  const edges = graph.referrers(target, ...Object.keys(PUBLISHERS));
  return new Set(
    edges.flatMap(({ from, property }) => {
      const publisher = PUBLISHERS[from.type];
      return publisher?.properties.includes(property) === true ? [publisher.service] : [];
    }),
  );
}

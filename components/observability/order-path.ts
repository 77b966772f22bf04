import { METRIC_NAMESPACE, type MetricName } from "../../functions/shared/observability/metrics.ts";
import type { Chart, Metric } from "./dashboard-body.ts";

/** The physical names of what an order passes on its way. */
export interface OrderPath {
  readonly apiId: string;
  readonly tableName: string;
  readonly queueName: string;
  readonly deadLetterQueueNames: readonly string[];
  readonly functions: {
    readonly create: string;
    readonly get: string;
    readonly process: string;
    readonly reconcile: string;
  };
}

/** The way of an order in charts: from the requests to its status, then what it passes, then what went wrong. */
export function orderPathCharts(path: OrderPath): readonly Chart[] {
  const { functions } = path;
  const names = Object.values(functions);
  const queues = [path.queueName, ...path.deadLetterQueueNames];
  return [
    {
      title: "Requests",
      metrics: [
        api(path, "Count", "Sum", "all"),
        api(path, "4xx", "Sum", "refused (4xx)"),
        api(path, "5xx", "Sum", "failed (5xx)"),
      ],
    },
    {
      title: "Time to an answer, ms",
      metrics: [api(path, "Latency", "p50", "median"), api(path, "Latency", "p99", "99th percentile")],
    },
    {
      title: "Orders",
      metrics: [
        own("OrdersCreated", functions.create, "accepted"),
        own("OrdersRepeated", functions.create, "repeated requests"),
        own("OrdersConfirmed", functions.process, "confirmed"),
      ],
    },
    {
      title: "Orders that needed help",
      metrics: [
        own("OrderEventsNotSent", functions.create, "accepted, not announced"),
        own("OrderEventsResent", functions.reconcile, "announced again"),
        own("OutboxParked", functions.reconcile, "parked"),
        own("PoisonMessages", functions.process, "poison messages"),
      ],
    },
    {
      title: "Messages waiting",
      metrics: queues.map((name) => queue(name, "ApproximateNumberOfMessagesVisible")),
    },
    {
      title: "Age of the oldest message, s",
      metrics: queues.map((name) => queue(name, "ApproximateAgeOfOldestMessage")),
    },
    {
      title: "Functions: errors and throttles",
      metrics: names.flatMap((name) => [lambda(name, "Errors", "Sum"), lambda(name, "Throttles", "Sum")]),
    },
    {
      title: "Functions: 99th percentile of duration, ms",
      metrics: names.map((name) => lambda(name, "Duration", "p99")),
    },
    {
      title: "Functions: concurrent executions",
      metrics: names.map((name) => lambda(name, "ConcurrentExecutions", "Maximum")),
    },
    {
      title: "Table: capacity and conflicts",
      metrics: ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "TransactionConflict"].map(
        (name) => ({
          namespace: "AWS/DynamoDB",
          name,
          dimensions: { TableName: path.tableName },
          statistic: "Sum",
          label: name,
        }),
      ),
    },
  ];
}

function api({ apiId }: OrderPath, name: string, statistic: Metric["statistic"], label: string): Metric {
  return { namespace: "AWS/ApiGateway", name, dimensions: { ApiId: apiId }, statistic, label };
}

function own(name: MetricName, functionName: string, label: string): Metric {
  return {
    namespace: METRIC_NAMESPACE,
    name,
    dimensions: { function: functionName },
    statistic: "Sum",
    label,
  };
}

function queue(QueueName: string, name: string): Metric {
  return { namespace: "AWS/SQS", name, dimensions: { QueueName }, statistic: "Maximum", label: QueueName };
}

function lambda(FunctionName: string, name: string, statistic: Metric["statistic"]): Metric {
  return {
    namespace: "AWS/Lambda",
    name,
    dimensions: { FunctionName },
    statistic,
    label: `${FunctionName} ${name}`,
  };
}

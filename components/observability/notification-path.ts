import { METRIC_NAMESPACE, type MetricName } from "../../functions/shared/observability/metrics.ts";
import type { Chart, Metric } from "./dashboard-body.ts";

/** The physical names of what a notification passes on its way. */
export interface NotificationPath {
  readonly queueName: string;
  readonly deadLetterQueueNames: readonly string[];
  readonly functionName: string;
  readonly configurationSetName: string;
}

/** The way of a notification in charts: from the queue to the customer's mailbox, then what went wrong. */
export function notificationPathCharts(path: NotificationPath): readonly Chart[] {
  const queues = [path.queueName, ...path.deadLetterQueueNames];
  return [
    {
      title: "Notifications",
      metrics: [
        own(path, "NotificationsSent", "taken over by SES"),
        own(path, "NotificationsWithoutAddress", "nobody to write to"),
        own(path, "PoisonMessages", "poison messages"),
      ],
    },
    {
      title: "Mails",
      metrics: ["Send", "Delivery", "Bounce", "Complaint", "Reject", "RenderingFailure"].map((name) =>
        ses(path, name, "Sum"),
      ),
    },
    {
      title: "Reputation: SES stops senders above 10 % bounces or 0.5 % complaints",
      metrics: ["Reputation.BounceRate", "Reputation.ComplaintRate"].map((name) =>
        ses(path, name, "Maximum"),
      ),
    },
    {
      title: "Messages waiting",
      metrics: queues.map((QueueName) => ({
        namespace: "AWS/SQS",
        name: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName },
        statistic: "Maximum",
        label: QueueName,
      })),
    },
    {
      title: "The function: errors, throttles and 99th percentile of duration, ms",
      metrics: [
        lambda(path, "Errors", "Sum"),
        lambda(path, "Throttles", "Sum"),
        lambda(path, "Duration", "p99"),
      ],
    },
  ];
}

function own({ functionName }: NotificationPath, name: MetricName, label: string): Metric {
  return {
    namespace: METRIC_NAMESPACE,
    name,
    dimensions: { function: functionName },
    statistic: "Sum",
    label,
  };
}

function ses(
  { configurationSetName }: NotificationPath,
  name: string,
  statistic: Metric["statistic"],
): Metric {
  const dimensions = { "ses:configuration-set": configurationSetName };
  return { namespace: "AWS/SES", name, dimensions, statistic, label: name };
}

function lambda({ functionName }: NotificationPath, name: string, statistic: Metric["statistic"]): Metric {
  return {
    namespace: "AWS/Lambda",
    name,
    dimensions: { FunctionName: functionName },
    statistic,
    label: name,
  };
}

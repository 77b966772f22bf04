import type { Chart, MetricSearch } from "./dashboard-body.ts";

/** The physical names of what events pass. */
export interface EventFlow {
  readonly busName: string;
  /** Where events are that did not get onto the bus. */
  readonly deadLetterQueueName: string;
}

/** The way of events in charts, a line for each rule that the bus has: from the bus to the targets, then what went wrong. */
export function eventFlowCharts({ busName, deadLetterQueueName }: EventFlow): readonly Chart[] {
  const byRule = (name: string, statistic: MetricSearch["statistic"], label = ""): MetricSearch => ({
    namespace: "AWS/Events",
    name,
    dimensions: { EventBusName: busName },
    by: "RuleName",
    statistic,
    label,
  });
  return [
    { title: "Events brought to targets", searches: [byRule("Invocations", "Sum")] },
    {
      title: "From the bus to the target, 99th percentile, ms",
      searches: [byRule("IngestionToInvocationSuccessLatency", "p99")],
    },
    { title: "Events tried again", searches: [byRule("RetryInvocationAttempts", "Sum")] },
    {
      title: "Events that no target took",
      searches: [
        byRule("InvocationsSentToDlq", "Sum", "to its dead letters"),
        byRule("InvocationsFailedToBeSentToDlq", "Sum", "lost"),
      ],
    },
    {
      title: "Events that are not on the bus",
      metrics: [
        {
          namespace: "AWS/SQS",
          name: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: deadLetterQueueName },
          statistic: "Maximum",
          label: deadLetterQueueName,
        },
      ],
    },
  ];
}

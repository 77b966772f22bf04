import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { dlqHasAlarm } from "./dlq-has-alarm.ts";

const QUEUE = "aws:sqs/queue:Queue";
const metric = {
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: ref("dlq", "name") },
};

describeGraphRule(dlqHasAlarm, {
  good: [
    resource(QUEUE, "orders", {
      redrivePolicy: json({ deadLetterTargetArn: ref("dlq"), maxReceiveCount: 3 }),
    }),
    resource(QUEUE, "dlq"),
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", "depth", metric),
  ],
  bad: {
    "no alarm": { without: ["depth"], on: ["dlq"] },
    "an alarm on another queue": {
      set: { depth: { dimensions: { QueueName: ref("orders", "name") } } },
      on: ["dlq"],
    },
    "an alarm on its URL, which is no name": {
      set: { depth: { dimensions: { QueueName: ref("dlq", "url") } } },
      on: ["dlq"],
    },
    "an alarm on few messages": { set: { depth: { comparisonOperator: "LessThanThreshold" } }, on: ["dlq"] },
    "an alarm on a metric of one's own": { set: { depth: { namespace: "Orders" } }, on: ["dlq"] },
    "an alarm on what is deleted": { set: { depth: { metricName: "NumberOfMessagesDeleted" } }, on: ["dlq"] },
  },
  nearMisses: {
    "by a metric query": {
      set: { depth: { metricName: undefined, dimensions: undefined, metricQueries: [{ id: "m", metric }] } },
    },
    "by age": { set: { depth: { metricName: "ApproximateAgeOfOldestMessage" } } },
  },
  notApplicable: { "no dead-letter queue": { without: ["orders", "depth"] } },
});

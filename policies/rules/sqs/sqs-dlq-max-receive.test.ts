import type { sqs } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { sqsDlqMaxReceive } from "./sqs-dlq-max-receive.ts";

const redrivePolicy = (maxReceiveCount?: unknown) =>
  JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-west-1:111122223333:dlq", maxReceiveCount });

describeRule<sqs.QueueArgs>(sqsDlqMaxReceive, {
  good: { redrivePolicy: redrivePolicy(3) },
  bad: {
    "a single try": { redrivePolicy: redrivePolicy(1) },
    "hundreds of tries": { redrivePolicy: redrivePolicy(500) },
    "no count": { redrivePolicy: redrivePolicy() },
    "not JSON": { redrivePolicy: "{deadLetterTargetArn}" },
  },
  nearMisses: {
    "a count as text": { redrivePolicy: redrivePolicy("10") },
    "the most": { redrivePolicy: redrivePolicy(100) },
  },
  notApplicable: { "no dead-letter queue": { redrivePolicy: undefined } },
});

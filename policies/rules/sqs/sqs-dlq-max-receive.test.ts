import type { sqs } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sqsDlqMaxReceive } from "./sqs-dlq-max-receive.ts";

const redrivePolicy = (maxReceiveCount?: unknown) =>
  JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-west-1:111122223333:dlq", maxReceiveCount });

describeRule<sqs.QueueArgs>(sqsDlqMaxReceive, {
  good: { redrivePolicy: redrivePolicy(3) },
  bad: {
    "a single try": { redrivePolicy: redrivePolicy(1) },
    "hundreds of tries": { redrivePolicy: redrivePolicy(500) },
    "no count": { redrivePolicy: redrivePolicy() },
    "fewer than the stack asks for": given({}, { settings: { minimumReceiveCount: 5 } }),
    "not JSON": { redrivePolicy: "{deadLetterTargetArn}" },
  },
  nearMisses: {
    "a count as text": { redrivePolicy: redrivePolicy("10") },
    "the most": { redrivePolicy: redrivePolicy(100) },
    "a single try where that is meant": given(
      { redrivePolicy: redrivePolicy(1) },
      { settings: { minimumReceiveCount: 1 } },
    ),
  },
  notApplicable: { "no dead-letter queue": { redrivePolicy: undefined } },
  alsoOn: ["aws:sqs/redrivePolicy:RedrivePolicy"],
});

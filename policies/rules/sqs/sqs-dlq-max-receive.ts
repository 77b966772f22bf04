import { QUEUE, REDRIVE_POLICY } from "../../lib/failure-paths.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const sqsDlqMaxReceive = defineRule({
  id: "sqs-dlq-max-receive",
  severity: "medium",
  service: "sqs",
  title:
    "A message is tried 3 to 100 times, or as often as the settings say, before it goes to the dead-letter queue.",
  why: "With one or two tries a throttled consumer's messages are dead letters, though nothing is wrong with them; with hundreds a bad one blocks its consumer for days.",
  remediation:
    "Set maxReceiveCount in the redrivePolicy, 5 unless there is a reason; the settings minimumReceiveCount and maximumReceiveCount are its bounds.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  anchors: [],
  types: [QUEUE, REDRIVE_POLICY],
  check: ({ props }, { minimumReceiveCount, maximumReceiveCount }) => {
    const policy = props.document("redrivePolicy");
    if (policy === undefined) return notApplicable;
    const count = policy.number("maxReceiveCount");
    return failUnless(
      count !== undefined && count >= minimumReceiveCount && count <= maximumReceiveCount,
      `maxReceiveCount is ${count ?? "not set"}, not ${minimumReceiveCount} to ${maximumReceiveCount}.`,
    );
  },
});

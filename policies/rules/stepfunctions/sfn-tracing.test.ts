import type { sfn } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { sfnTracing } from "./sfn-tracing.ts";

describeRule<sfn.StateMachineArgs>(sfnTracing, {
  good: {
    definition: "{}",
    roleArn: "arn:aws:iam::111122223333:role/sfn",
    tracingConfiguration: { enabled: true },
  },
  bad: {
    "an express workflow without": { type: "EXPRESS", tracingConfiguration: undefined },
    "nothing said": { tracingConfiguration: undefined },
    "switched off": { tracingConfiguration: { enabled: false } },
  },
  nearMisses: { "an express workflow": { type: "EXPRESS" } },
});

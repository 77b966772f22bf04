import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaTracing } from "./lambda-tracing.ts";

describeRule<lambda.FunctionArgs>(lambdaTracing, {
  good: { role: "arn:aws:iam::111122223333:role/orders-create", tracingConfig: { mode: "Active" } },
  bad: {
    "switched on in the library only": {
      tracingConfig: undefined,
      environment: { variables: { POWERTOOLS_TRACE_ENABLED: "true" } },
    },
    "nothing set": { tracingConfig: undefined },
    "only passed on": { tracingConfig: { mode: "PassThrough" } },
  },
  nearMisses: {
    "switched off in the library only": {
      environment: { variables: { POWERTOOLS_TRACE_ENABLED: "false" } },
    },
  },
});

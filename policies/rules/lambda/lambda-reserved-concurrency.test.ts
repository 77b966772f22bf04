import type { lambda } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { lambdaReservedConcurrency } from "./lambda-reserved-concurrency.ts";

describeRule<lambda.FunctionArgs>(lambdaReservedConcurrency, {
  good: given(
    { role: "arn:aws:iam::111122223333:role/orders", reservedConcurrentExecutions: 20 },
    { settings: { reservedConcurrency: true } },
  ),
  bad: {
    "none of its own": { reservedConcurrentExecutions: undefined },
    "none, said so": { reservedConcurrentExecutions: -1 },
  },
  nearMisses: { "switched off": { reservedConcurrentExecutions: 0 } },
  notApplicable: {
    "a stack that does not ask for it": given({ reservedConcurrentExecutions: undefined }, { settings: {} }),
  },
});

import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaUrlAuth } from "./lambda-url-auth.ts";

describeRule<lambda.FunctionUrlArgs>(lambdaUrlAuth, {
  good: { functionName: "orders", authorizationType: "AWS_IAM" },
  bad: {
    "an alias open to everybody": { qualifier: "live", authorizationType: "NONE" },
    "open to everybody": { authorizationType: "NONE" },
    "not set": { authorizationType: undefined },
  },
  nearMisses: { "of an alias": { qualifier: "live" } },
});

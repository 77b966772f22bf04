import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaPermissionScoped } from "./lambda-permission-scoped.ts";

describeRule<lambda.PermissionArgs>(lambdaPermissionScoped, {
  good: {
    action: "lambda:InvokeFunction",
    function: "orders",
    principal: "apigateway.amazonaws.com",
    sourceArn: "arn:aws:execute-api:eu-west-1:111122223333:abc/*/POST/v1/orders",
  },
  bad: {
    "a service without a source": { sourceArn: undefined },
    "a source in any account": { sourceArn: "arn:aws:execute-api:eu-west-1:*:abc/*" },
    "any source": { sourceArn: "*" },
    everybody: { principal: "*" },
  },
  nearMisses: {
    "an account": { principal: "111122223333", sourceArn: undefined },
    "an organization": { principal: "*", principalOrgId: "o-a1b2c3d4e5", sourceArn: undefined },
    "a bucket with its account": {
      principal: "s3.amazonaws.com",
      sourceArn: undefined,
      sourceAccount: "111122223333",
    },
    "a bucket's ARN, which names no account": {
      principal: "s3.amazonaws.com",
      sourceArn: "arn:aws:s3:::uploads",
    },
  },
});

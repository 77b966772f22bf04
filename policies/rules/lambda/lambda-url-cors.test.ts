import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaUrlCors } from "./lambda-url-cors.ts";

describeRule<lambda.FunctionUrlArgs>(lambdaUrlCors, {
  good: {
    functionName: "orders",
    authorizationType: "AWS_IAM",
    cors: { allowOrigins: ["https://shop.example.com"] },
  },
  bad: {
    "every origin": { cors: { allowOrigins: ["*"] } },
    "every origin of one scheme": { cors: { allowOrigins: ["https://*"] } },
    "every origin among others": { cors: { allowOrigins: ["https://a.example.com", "*"] } },
  },
  nearMisses: {
    "every header": { cors: { allowOrigins: ["https://shop.example.com"], allowHeaders: ["*"] } },
    "no origin": { cors: { maxAge: 5 } },
  },
  notApplicable: { "no pages at all": { cors: undefined } },
});

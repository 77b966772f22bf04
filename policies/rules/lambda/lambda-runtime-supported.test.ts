import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaRuntimeSupported } from "./lambda-runtime-supported.ts";

describeRule<lambda.FunctionArgs>(lambdaRuntimeSupported, {
  good: { role: "arn:aws:iam::111122223333:role/orders", runtime: "nodejs24.x" },
  bad: {
    "an old Node.js": { runtime: "nodejs14.x" },
    "an old Python": { runtime: "python3.7" },
    "the first provided one": { runtime: "provided" },
  },
  nearMisses: {
    "its successor": { runtime: "provided.al2023" },
    "a runtime nobody knows yet": { runtime: "nodejs30.x" },
  },
  notApplicable: { "a container image": { runtime: undefined, packageType: "Image" } },
});

import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaRuntimeSupported } from "./lambda-runtime-supported.ts";

describeRule<lambda.FunctionArgs>(lambdaRuntimeSupported, {
  good: { role: "arn:aws:iam::111122223333:role/orders", runtime: "nodejs24.x" },
  bad: {
    "an old Node.js": { runtime: "nodejs14.x" },
    "an old Python": { runtime: "python3.7" },
    "the first provided one": { runtime: "provided" },
    "the first of all": { runtime: "nodejs" },
    "one by its minor version": { runtime: "nodejs6.10" },
    "an old .NET": { runtime: "dotnetcore2.1" },
    "an old Ruby": { runtime: "ruby2.5" },
    "Java 8 on the first Amazon Linux": { runtime: "java8" },
    "Go's own": { runtime: "go1.x" },
    "one that ended in 2026": { runtime: "python3.10" },
    "a second provided one": { runtime: "provided.al2" },
    "a version there never was": { runtime: "python3.5" },
    "a language there never was": { runtime: "perl5" },
    "a name cut short": { runtime: "nodejs24" },
  },
  nearMisses: {
    "its successor": { runtime: "provided.al2023" },
    "Java 8 on the third Amazon Linux": { runtime: "java8.al2023" },
    "a runtime nobody knows yet": { runtime: "nodejs30.x" },
    "a minor version nobody knows yet": { runtime: "python3.20" },
    "an Amazon Linux nobody knows yet": { runtime: "provided.al2027" },
  },
  notApplicable: { "a container image": { runtime: undefined, packageType: "Image" } },
});

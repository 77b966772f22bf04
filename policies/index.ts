import { PolicyPack } from "@pulumi/policy";
import { packPolicies } from "./lib/pack.ts";
import { RULES } from "./rules/index.ts";

new PolicyPack("orderflow", {
  displayName: "Orderflow",
  description: "Least-privilege IAM, encryption and dead-letter queues for serverless programs on AWS.",
  provider: "aws",
  tags: ["aws", "serverless", "iam", "encryption", "reliability"],
  policies: packPolicies(RULES),
});

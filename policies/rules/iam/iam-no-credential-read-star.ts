import { isOpen } from "../../lib/iam/arns.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { namesByCondition } from "../../lib/iam/star-resource.ts";
import { actionsOnResources } from "../../lib/iam/statement-actions.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

const READS = new Set([
  "secretsmanager:GetSecretValue",
  "secretsmanager:BatchGetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "ssm:GetParameterHistory",
  "sts:AssumeRole",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "dynamodb:GetItem",
  "dynamodb:Scan",
  "dynamodb:Query",
  "rds-db:connect",
  "ecr:GetDownloadUrlForLayer",
]);

export const iamNoCredentialReadStar = defineRule({
  id: "iam-no-credential-read-star",
  severity: "high",
  service: "iam",
  title: "Secrets, parameters, roles and data are read by name.",
  why: "One compromised function would read every secret and every customer's data of the account.",
  remediation: "Give the ARNs of the secrets, parameters, buckets and tables that the code reads.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html",
  anchors: ["checkov:CKV_AWS_287", "checkov:CKV_AWS_288", "checkov:CKV_AWS_107", "checkov:CKV_AWS_108"],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], (statement) =>
      namesByCondition(statement.conditions)
        ? pass
        : failEach(actionsOnResources(statement, READS, isOpen), ({ action, arn }) => ({
            message: `Statement ${statement.label} allows ${action} on ${arn}.`,
            id: `${action}@${arn}`,
          })),
    ),
});

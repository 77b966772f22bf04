import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless } from "../../lib/verdict.ts";

export const dynamodbPitr = defineRule({
  id: "dynamodb-pitr",
  severity: "high",
  service: "dynamodb",
  title: "Tables, and their replicas, can be restored to any second of the last 35 days.",
  why: "A faulty release that overwrites orders is undone from a backup or not at all.",
  remediation:
    "Set pointInTimeRecovery to { enabled: true }, and pointInTimeRecovery of each replica to true.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-2",
  anchors: [
    "fsbp:DynamoDB.2",
    "cdk-nag:AwsSolutions-DDB3",
    "checkov:CKV_AWS_28",
    "checkov:CKV_AWS_165",
    "trivy:AWS-0024",
  ],
  types: ["aws:dynamodb/table:Table"],
  check: ({ props }) =>
    combine([
      failUnless(
        props.boolean("pointInTimeRecovery.enabled") === true,
        "pointInTimeRecovery is not enabled.",
      ),
      each(props.blocks("replicas"), (replica) =>
        failUnless(
          replica.boolean("pointInTimeRecovery") === true,
          `The replica in ${replica.string("regionName")} has no pointInTimeRecovery.`,
          replica.string("regionName"),
        ),
      ),
    ]),
  remediate: ({ props }) => ({
    pointInTimeRecovery: { ...(props.get("pointInTimeRecovery") as object | undefined), enabled: true },
    ...(props.has("replicas") && {
      replicas: (props.get("replicas") as object[]).map((replica) => ({
        ...replica,
        pointInTimeRecovery: true,
      })),
    }),
  }),
});

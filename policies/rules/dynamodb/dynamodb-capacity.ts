import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable, pass } from "../../lib/verdict.ts";

export const dynamodbCapacity = defineRule({
  id: "dynamodb-capacity",
  severity: "low",
  service: "dynamodb",
  title: "A table of provisioned capacity scales.",
  why: "Fixed capacity throttles orders at a peak, and is paid for all night.",
  remediation: "Set billingMode to PAY_PER_REQUEST, or give the table an aws.appautoscaling.Target.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-1",
  anchors: ["fsbp:DynamoDB.1", "cdk-nag:HIPAA.Security-DynamoDBAutoScalingEnabled", "checkov:CKV2_AWS_16"],
  types: ["aws:dynamodb/table:Table"],
  checkInGraph: (node, graph) => {
    if (node.props.string("billingMode") === "PAY_PER_REQUEST") return pass;
    if (!node.props.has("readCapacity")) return notApplicable;
    const id = `table/${node.props.string("name")}`;
    return failUnless(
      graph
        .ofType("aws:appautoscaling/target:Target")
        .some(({ props }) => props.string("resourceId")?.startsWith(id) === true),
      "The table has provisioned capacity and nothing that scales it.",
    );
  },
});

import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const dynamodbDeletionProtection = defineRule({
  id: "dynamodb-deletion-protection",
  severity: "medium",
  service: "dynamodb",
  title: "Tables can't be deleted by mistake.",
  why: "A renamed resource or a wrong stack name deletes a table and every order in it within seconds.",
  remediation:
    "Set deletionProtectionEnabled to true; take it off in a deployment of its own before deleting.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-6",
  anchors: ["fsbp:DynamoDB.6"],
  types: ["aws:dynamodb/table:Table"],
  check: ({ props }) =>
    failUnless(props.boolean("deletionProtectionEnabled") === true, "deletionProtectionEnabled is not true."),
  remediate: () => ({ deletionProtectionEnabled: true }),
});

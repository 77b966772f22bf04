import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

/** What runs with a role, by the property that names it. */
const EXECUTION_ROLES: Readonly<Record<string, string>> = {
  "aws:lambda/function:Function": "role",
  "aws:sfn/stateMachine:StateMachine": "roleArn",
  "aws:pipes/pipe:Pipe": "roleArn",
  "aws:scheduler/schedule:Schedule": "target",
  "aws:ecs/taskDefinition:TaskDefinition": "taskRoleArn",
  "aws:glue/job:Job": "roleArn",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "extendedS3Configuration",
  "aws:appsync/dataSource:DataSource": "serviceRoleArn",
};

export const iamRoleNotShared = defineRule({
  id: "iam-role-not-shared",
  severity: "medium",
  service: "iam",
  title: "Each function, state machine, pipe and task has a role of its own.",
  why: "A shared role has what all of its users need, so each of them can do what only the others should.",
  remediation: "Create a role for each, with what it alone needs.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  anchors: [],
  types: ["aws:iam/role:Role"],
  checkInGraph: (node, graph) => {
    const users = graph
      .referrers(node, ...Object.keys(EXECUTION_ROLES))
      .filter(({ from, property }) => EXECUTION_ROLES[from.type] === property)
      .map(({ from }) => from);
    const kinds = new Set(users.map(({ type }) => type));
    const functions = users.filter(({ type }) => type === "aws:lambda/function:Function");
    return failUnless(
      kinds.size <= 1 && functions.length <= 1,
      `${[...new Set(users.map(({ name }) => name))].join(", ")} run with this one role.`,
    );
  },
});

import { type Lives, tags, terraform } from "./life.ts";
import { anything, named } from "./scopes.ts";

/** Some calls ask about a group's ARN with the `:*` for its streams at the end. */
const LOG_GROUPS = named(
  "LogGroups",
  "logs",
  "log-group:/aws/lambda/NAME",
  "log-group:/aws/lambda/NAME:*",
  "log-group:/aws/vendedlogs/apis/NAME",
  "log-group:/aws/vendedlogs/apis/NAME:*",
  "log-group:/aws/vendedlogs/states/NAME",
  "log-group:/aws/vendedlogs/states/NAME:*",
);

export const LOGS: Lives = {
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      on: LOG_GROUPS,
      source: terraform("logs/group.go"),
      create: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
      update: ["logs:AssociateKmsKey", "logs:PutRetentionPolicy"],
      delete: ["logs:DeleteLogGroup"],
    },
    { on: anything("AllLogGroups"), source: terraform("logs/group.go"), read: ["logs:DescribeLogGroups"] },
    tags(LOG_GROUPS, "logs", {
      list: "logs:ListTagsForResource",
      tag: "logs:TagResource",
      untag: "logs:UntagResource",
    }),
  ],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": [
    {
      on: anything("LogResourcePolicies"),
      source: terraform("logs/resource_policy.go"),
      create: ["logs:PutResourcePolicy"],
      read: ["logs:DescribeResourcePolicies"],
      update: ["logs:PutResourcePolicy"],
      delete: ["logs:DeleteResourcePolicy"],
    },
  ],
};

import type { PolicyStatement } from "./core/access.ts";
import { type Account, arn, globalArn } from "./core/account.ts";
import type { Session } from "./core/ports.ts";
import type { Iam } from "./iam/iam.ts";
import { LOCAL_PATH } from "./iam/names.ts";

const ROLE = "operator";
const MAX_SESSION_SECONDS = 43_200;

/**
 * The role of whoever looks after a running stack: sees what is there and how it does, takes messages from queues,
 * and has work done again that failed (`npm run dlq`), but changes nothing of the stack. On AWS such people come with permission sets of their organisation, which is why the program
 * has no such role (docs/decisions/0008).
 */
export class Operator {
  readonly #iam: Iam;
  readonly #roleArn: string;

  constructor(iam: Iam, account: Account) {
    this.#iam = iam;
    this.#roleArn = globalArn(account, "iam", `role${LOCAL_PATH}${ROLE}`);
    if (iam.roles.find(ROLE) === undefined)
      iam.roles.create({
        name: ROLE,
        path: LOCAL_PATH,
        description: "Looks after the stack with the AWS CLI.",
        maxSessionDuration: MAX_SESSION_SECONDS,
        assumeRolePolicy: policy([
          { Effect: "Allow", Principal: { AWS: account.accountId }, Action: "sts:AssumeRole" },
        ]),
      });
    iam.roles.putPolicy(ROLE, "operate", policy(statements(account)));
  }

  /** New credentials for the AWS CLI, which expire by the clock after twelve hours. */
  session(): Session {
    return this.#iam.assume(this.#roleArn, this.#iam.rootPrincipal, "developer", MAX_SESSION_SECONDS);
  }
}

function policy(Statement: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** What has a resource is held to the account. Neither items nor secrets are read. */
function statements(account: Account): readonly PolicyStatement[] {
  return [
    {
      Sid: "Look",
      Effect: "Allow",
      Action: [
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetDashboard",
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListDashboards",
        "cloudwatch:ListMetrics",
        "dynamodb:ListTables",
        "events:ListArchives",
        "events:ListEventBuses",
        "events:ListReplays",
        "events:ListRules",
        "events:TestEventPattern",
        "lambda:ListEventSourceMappings",
        "lambda:ListFunctions",
        "scheduler:ListScheduleGroups",
        "scheduler:ListSchedules",
        "ses:ListConfigurationSets",
        "ses:ListEmailIdentities",
        "ses:ListEmailTemplates",
        "sns:GetSubscriptionAttributes",
        "sns:ListSubscriptions",
        "sqs:ListQueues",
        "ssm:DescribeParameters",
        "states:ListStateMachines",
        "xray:BatchGetTraces",
        "xray:GetTraceSummaries",
      ],
      Resource: "*",
    },
    {
      Sid: "LookCloser",
      Effect: "Allow",
      Action: [
        "dynamodb:DescribeTable",
        "events:DescribeArchive",
        "events:DescribeEventBus",
        "events:DescribeReplay",
        "events:DescribeRule",
        "events:ListTargetsByRule",
        "lambda:GetFunctionConfiguration",
        "lambda:ListAliases",
        "lambda:ListFunctionEventInvokeConfigs",
        "lambda:ListVersionsByFunction",
        "scheduler:GetSchedule",
        "ses:GetConfigurationSet",
        "ses:GetEmailIdentity",
        "ses:GetEmailTemplate",
        "sns:GetTopicAttributes",
        "sns:ListSubscriptionsByTopic",
        "sns:ListTopics",
        "ssm:GetParameter",
        "ssm:GetParameterHistory",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
        "states:DescribeExecution",
        "states:DescribeStateMachine",
        "states:GetExecutionHistory",
        "states:ListExecutions",
      ],
      Resource: [
        arn(account, "dynamodb", "table/*"),
        ...["archive/*", "event-bus/*", "replay/*", "rule/*"].map((part) => arn(account, "events", part)),
        arn(account, "lambda", "function:*"),
        arn(account, "scheduler", "schedule/*"),
        ...["configuration-set/*", "identity/*", "template/*"].map((part) => arn(account, "ses", part)),
        arn(account, "sns", "*"),
        arn(account, "ssm", "parameter/*"),
        arn(account, "states", "execution:*"),
        arn(account, "states", "stateMachine:*"),
      ],
    },
    {
      Sid: "ReadLogs",
      Effect: "Allow",
      Action: [
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
      ],
      Resource: arn(account, "logs", "log-group:*"),
    },
    {
      Sid: "TakeMessages",
      Effect: "Allow",
      Action: [
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ListDeadLetterSourceQueues",
        "sqs:ListQueueTags",
        "sqs:ReceiveMessage",
      ],
      Resource: arn(account, "sqs", "*"),
    },
    {
      Sid: "DeleteDeadLetters",
      Effect: "Allow",
      Action: "sqs:DeleteMessage",
      Resource: arn(account, "sqs", "*-dlq-*"),
    },
    {
      Sid: "RedriveToWhatFailed",
      Effect: "Allow",
      Action: [
        "events:PutEvents",
        "lambda:InvokeFunction",
        "sns:Publish",
        "sqs:SendMessage",
        "states:StartExecution",
      ],
      Resource: [
        arn(account, "events", "event-bus/*"),
        arn(account, "lambda", "function:*"),
        arn(account, "sns", "*"),
        arn(account, "sqs", "*"),
        arn(account, "states", "stateMachine:*"),
      ],
    },
    {
      Sid: "UseKeysOfMessages",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arn(account, "kms", "key/*"),
      Condition: {
        StringEquals: {
          "kms:ViaService": ["sns", "sqs"].map((service) => `${service}.${account.region}.amazonaws.com`),
        },
      },
    },
    {
      Sid: "UnderstandPolicies",
      Effect: "Allow",
      Action: [
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:ListRoles",
        "iam:SimulatePrincipalPolicy",
      ],
      Resource: [globalArn(account, "iam", "role/*"), globalArn(account, "iam", "policy/*")],
    },
  ];
}

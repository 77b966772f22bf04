import { notOthers } from "../lives/scopes.ts";
import { ownNames, type Place, regionalArn } from "../place.ts";
import { type Policy, policy, type Statement } from "./policy.ts";

/**
 * The most that a role of the stack can ever do, whoever grants it what: use the stack's own resources, of the services
 * that its functions use, in its region. Who may deploy can give roles, and code to run with them, no more than this.
 */
export function boundary(place: Place): Policy {
  const own = ownNames(place);
  const names = (service: string, ...patterns: readonly string[]) =>
    patterns.map((pattern) => regionalArn(place, service, pattern));
  return policy([
    allow(place, "Tables", ["dynamodb:*"], names("dynamodb", `table/${own}`, `table/${own}/index/*`)),
    allow(place, "Queues", ["sqs:*"], names("sqs", own)),
    allow(place, "Topics", ["sns:Publish"], names("sns", own)),
    allow(place, "Events", ["events:PutEvents"], names("events", `event-bus/${own}`)),
    allow(
      place,
      "Workflows",
      ["states:DescribeExecution", "states:RedriveExecution", "states:StartExecution"],
      names("states", `stateMachine:${own}`, `execution:${own}:*`),
    ),
    allow(place, "Users", ["cognito-idp:AdminGetUser"], names("cognito-idp", "userpool/*"), notOthers(place)),
    allow(
      place,
      "Mail",
      ["ses:SendEmail"],
      names("ses", "identity/*", `configuration-set/${own}`, `template/${own}`),
      notOthers(place),
    ),
    allow(place, "Functions", ["lambda:InvokeFunction"], names("lambda", `function:${own}`)),
    allow(
      place,
      "Logs",
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      names("logs", `log-group:/aws/lambda/${own}:*`),
    ),
    allow(place, "Keys", ["kms:Decrypt", "kms:GenerateDataKey"], names("kms", "key/*"), notOthers(place)),
    // Step Functions sets up where a state machine logs in the name of its role.
    allow(
      place,
      "LogDelivery",
      [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
      ],
      ["*"],
    ),
    allow(
      place,
      "Tracing",
      [
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
      ],
      ["*"],
    ),
  ]);
}

function allow(
  { region }: Place,
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  more: Statement["Condition"] = {},
): Statement {
  return {
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    Condition: { StringEquals: { "aws:RequestedRegion": region }, ...more },
  };
}

import type { Authorizer, Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";
import { LogDelivery, logGroupName } from "../logs/delivery.ts";
import { invalidLogging, logDestinationDenied } from "./errors.ts";

/** What a role must be allowed on all resources. Source: Developer Guide, "IAM policies for logging to CloudWatch Logs". */
const ACTIONS = [
  "CreateLogDelivery",
  "GetLogDelivery",
  "UpdateLogDelivery",
  "DeleteLogDelivery",
  "ListLogDeliveries",
  "PutResourcePolicy",
  "DescribeResourcePolicies",
];

/** The resource policy that Step Functions, like other services, adds log groups to. */
const POLICY = "AWSLogDeliveryWrite20150319";

interface Statement {
  readonly Sid?: string;
  readonly Resource: readonly string[];
}

/**
 * Sees to it that a log group takes the lines of a state machine: in the name of its role, CloudWatch Logs is told to
 * let its delivery service write.
 * @throws {AwsError} `InvalidLoggingConfiguration`, `AccessDeniedException` where the role may not
 */
export async function openLogDestination(
  { dispatcher, authorizer }: { readonly dispatcher: Dispatcher; readonly authorizer: Authorizer },
  role: Principal,
  logGroupArn: string | undefined,
): Promise<void> {
  const name = logGroupName(logGroupArn ?? "");
  if (logGroupArn === undefined || name === undefined || !logGroupArn.endsWith(":*"))
    throw invalidLogging(`'${logGroupArn}' is not the ARN of a log group with :* at its end.`);
  try {
    for (const action of ACTIONS) authorizer.authorize(role, { action: `logs:${action}`, resource: "*" });
  } catch (error) {
    throw error instanceof AwsError ? logDestinationDenied(error.message) : error;
  }
  const { logGroups = [] } = await dispatcher.call<{ logGroups?: { logGroupName: string }[] }>(
    "logs",
    "DescribeLogGroups",
    { logGroupNamePrefix: name },
    role,
  );
  if (!logGroups.some((group) => group.logGroupName === name))
    throw invalidLogging(`The log group ${name} does not exist.`);
  const delivery = new LogDelivery(
    dispatcher,
    logGroupArn,
    "log_stream_created_by_aws_to_validate_log_delivery_subscriptions",
  );
  await delivery.open().catch(async () => {
    await letIn(dispatcher, role, logGroupArn);
    await delivery.open().catch((error: Error) => {
      throw invalidLogging(`The log group ${name} can't be written to: ${error.message}`);
    });
  });
}

/** Adds the log group to those that the delivery service of the account may write to. */
async function letIn(dispatcher: Dispatcher, role: Principal, logGroupArn: string): Promise<void> {
  const { resourcePolicies = [] } = await dispatcher.call<{
    resourcePolicies?: { policyName: string; policyDocument: string }[];
  }>("logs", "DescribeResourcePolicies", {}, role);
  const there = resourcePolicies.find(({ policyName }) => policyName === POLICY);
  const { Statement: [statement] = [] } = JSON.parse(there?.policyDocument ?? "{}") as {
    Statement?: readonly Statement[];
  };
  const [, partition, , region, accountId] = logGroupArn.split(":");
  const streams = logGroupArn.replace(/\*$/, "log-stream:*");
  const policyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: POLICY,
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [...new Set([...(statement?.Resource ?? []), streams])],
        Condition: {
          StringEquals: { "aws:SourceAccount": [accountId] },
          ArnLike: { "aws:SourceArn": [`arn:${partition}:logs:${region}:${accountId}:*`] },
        },
      },
    ],
  });
  await dispatcher.call("logs", "PutResourcePolicy", { policyName: POLICY, policyDocument }, role);
}

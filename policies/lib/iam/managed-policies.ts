import { parsePolicy, type Statement } from "./policy-document.ts";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/** What the policies of AWS allow that roles of functions have attached more than any others, on every resource. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaVPCAccessExecutionRole": [
    ...LOGS,
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ],
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    ...LOGS,
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
  ],
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...LOGS,
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreams",
    "kinesis:SubscribeToShard",
  ],
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    ...LOGS,
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
  ],
  AWSXRayDaemonWriteAccess: [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
  ],
};

/** The statements of one of AWS's policies; undefined for those that are not known here. */
export function managedPolicy(arn: string): readonly Statement[] | undefined {
  const [, name = ""] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  const actions = ACTIONS[name];
  if (actions === undefined) return undefined;
  return parsePolicy(JSON.stringify({ Statement: { Effect: "Allow", Action: actions, Resource: "*" } }))
    .statements;
}

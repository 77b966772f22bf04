import { APIGATEWAY } from "./apigateway.ts";
import { CLOUDWATCH } from "./cloudwatch.ts";
import { COGNITO } from "./cognito.ts";
import { DYNAMODB } from "./dynamodb.ts";
import { EVENTS } from "./events.ts";
import { IAM } from "./iam.ts";
import { KMS } from "./kms.ts";
import { LAMBDA } from "./lambda.ts";
import type { Lives } from "./life.ts";
import { LOGS } from "./logs.ts";
import { SCHEDULER } from "./scheduler.ts";
import { SES } from "./ses.ts";
import { SNS } from "./sns.ts";
import { SQS } from "./sqs.ts";
import { STEPFUNCTIONS } from "./stepfunctions.ts";

/** What whoever deploys the program has to be allowed, by resource type. A type that is not here can't be deployed. */
export const LIVES: Lives = {
  ...APIGATEWAY,
  ...CLOUDWATCH,
  ...COGNITO,
  ...DYNAMODB,
  ...EVENTS,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...LOGS,
  ...SCHEDULER,
  ...SES,
  ...SNS,
  ...SQS,
  ...STEPFUNCTIONS,
};

/** What the program looks up. None of it needs a permission: no policy can deny `sts:GetCallerIdentity`. */
export const LOOKUPS: readonly string[] = [
  "aws:index/getCallerIdentity:getCallerIdentity",
  "aws:index/getPartition:getPartition",
  "aws:index/getRegion:getRegion",
];

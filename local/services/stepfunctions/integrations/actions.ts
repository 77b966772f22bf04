import type { Service } from "../../../core/service.ts";

/** One API operation that a task may call. */
export interface Action {
  /** The signing name of the service here. */
  readonly service: string;
  readonly operation: string;
  /** What may be in the parameters. Absent: whatever the operation takes. */
  readonly parameters?: readonly string[];
  readonly required?: readonly string[];
  readonly patterns: readonly string[];
  /** Whether the wire's members begin in lower case, which those of parameters and results never do. */
  readonly lowerCase?: boolean;
}

const TOKEN = ["", ".waitForTaskToken"];

/**
 * The service integrations that the local cloud has, by what stands in the `Resource`.
 * Source: Step Functions Developer Guide, "Integrating optimized services with Step Functions".
 */
const OPTIMISED: Readonly<Record<string, Action>> = {
  "lambda:invoke": {
    service: "lambda",
    operation: "Invoke",
    parameters: ["FunctionName", "Payload", "InvocationType", "ClientContext", "Qualifier", "LogType"],
    required: ["FunctionName"],
    patterns: TOKEN,
  },
  "sqs:sendMessage": {
    service: "sqs",
    operation: "SendMessage",
    parameters: [
      "QueueUrl",
      "MessageBody",
      "DelaySeconds",
      "MessageAttributes",
      "MessageDeduplicationId",
      "MessageGroupId",
    ],
    required: ["QueueUrl", "MessageBody"],
    patterns: TOKEN,
  },
  "sns:publish": {
    service: "sns",
    operation: "Publish",
    parameters: [
      "TopicArn",
      "TargetArn",
      "PhoneNumber",
      "Message",
      "MessageAttributes",
      "MessageStructure",
      "Subject",
      "MessageDeduplicationId",
      "MessageGroupId",
    ],
    required: ["Message"],
    patterns: TOKEN,
  },
  "events:putEvents": {
    service: "events",
    operation: "PutEvents",
    parameters: ["Entries"],
    required: ["Entries"],
    patterns: TOKEN,
  },
  "states:startExecution": {
    service: "states",
    operation: "StartExecution",
    parameters: ["StateMachineArn", "Input", "Name", "TraceHeader"],
    required: ["StateMachineArn"],
    patterns: ["", ".sync", ".sync:2", ".waitForTaskToken"],
    lowerCase: true,
  },
  ...dynamodb("GetItem", "PutItem", "UpdateItem", "DeleteItem"),
};

/**
 * The services of `aws-sdk` integrations, as the SDK for Java calls them, with their signing names.
 * Source: Step Functions Developer Guide, "Supported service integrations for AWS SDK".
 */
const SDK: Readonly<Record<string, Pick<Action, "service" | "lowerCase">>> = {
  cloudwatch: { service: "monitoring" },
  cloudwatchlogs: { service: "logs", lowerCase: true },
  cognitoidentityprovider: { service: "cognito-idp" },
  dynamodb: { service: "dynamodb" },
  eventbridge: { service: "events" },
  kms: { service: "kms" },
  secretsmanager: { service: "secretsmanager" },
  sfn: { service: "states", lowerCase: true },
  sns: { service: "sns" },
  sqs: { service: "sqs" },
  ssm: { service: "ssm" },
};

/** Undefined for what the local cloud does not have; `service` finds one by its signing name. */
export function actionOf(
  type: string,
  action: string,
  service: (signingName: string) => Service | undefined,
): Action | undefined {
  const found = type.startsWith("aws-sdk:")
    ? sdkAction(type.slice("aws-sdk:".length), action)
    : OPTIMISED[`${type}:${action}`];
  if (found === undefined) return undefined;
  const { operations = {} } = service(found.service) ?? {};
  return Object.hasOwn(operations, found.operation) ? found : undefined;
}

function sdkAction(name: string, action: string): Action | undefined {
  const service = SDK[name];
  if (service === undefined) return undefined;
  return { ...service, operation: `${action.charAt(0).toUpperCase()}${action.slice(1)}`, patterns: TOKEN };
}

function dynamodb(...operations: readonly string[]): Readonly<Record<string, Action>> {
  return Object.fromEntries(
    operations.map((operation) => [
      `dynamodb:${operation.charAt(0).toLowerCase()}${operation.slice(1)}`,
      { service: "dynamodb", operation, required: ["TableName"], patterns: [""] },
    ]),
  );
}

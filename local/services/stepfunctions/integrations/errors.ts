import type { AwsError } from "../../../core/errors.ts";
import { OutsideError } from "../language/states-error.ts";

interface Names {
  /** What the errors of the optimised integration begin with, and what it calls its service. */
  readonly prefix: string;
  readonly service: string;
  /** The name of errors that the SDK has no class for. */
  readonly other: string;
  /** The name of a denial, where the SDK has a class for it. */
  readonly denied?: string;
}

const OPTIMISED: Readonly<Record<string, Names>> = {
  lambda: { prefix: "Lambda", service: "AWSLambda", other: "AWSLambdaException" },
  dynamodb: { prefix: "DynamoDB", service: "AmazonDynamoDBv2", other: "AmazonDynamoDBException" },
  sqs: { prefix: "SQS", service: "AmazonSQS", other: "AmazonSQSException" },
  sns: {
    prefix: "SNS",
    service: "AmazonSNS",
    other: "AmazonSNSException",
    denied: "AuthorizationErrorException",
  },
  events: { prefix: "EventBridge", service: "AmazonEventBridge", other: "AmazonEventBridgeException" },
  states: { prefix: "StepFunctions", service: "AWSStepFunctions", other: "AWSStepFunctionsException" },
};

/** What the errors of `aws-sdk` integrations begin with: the SDK for Java's name of the service. */
const SDK: Readonly<Record<string, string>> = {
  cloudwatch: "CloudWatch",
  cloudwatchlogs: "CloudWatchLogs",
  cognitoidentityprovider: "CognitoIdentityProvider",
  dynamodb: "DynamoDb",
  eventbridge: "EventBridge",
  kms: "Kms",
  secretsmanager: "SecretsManager",
  sfn: "Sfn",
  sns: "Sns",
  sqs: "Sqs",
  ssm: "Ssm",
};

/** Errors that no SDK has a class for: they go by the name of the service's exceptions. */
const UNMODELLED =
  /^(Validation|AccessDenied|MissingParameter|Serialization|UnknownOperation|Unrecognized|Throttling)/;

/** The error of a task whose call was refused. */
export function callFailed(type: string, error: AwsError, requestId: string): OutsideError {
  const { code, message, statusCode } = error;
  const exception = /(Exception|Error)$/.test(code) ? code : `${code}Exception`;
  const { prefix, service, other, denied } = OPTIMISED[type] ?? {};
  if (prefix === undefined) {
    const name = prefixOf(type);
    return new OutsideError(
      `${name}.${UNMODELLED.test(code) ? `${name}Exception` : exception}`,
      `${message} (Service: ${name}, Status Code: ${statusCode}, Request ID: ${requestId})`,
    );
  }
  const name = UNMODELLED.test(code) ? other : exception;
  return new OutsideError(
    `${prefix}.${code === "AccessDeniedException" ? (denied ?? name) : name}`,
    `${message} (Service: ${service}; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  );
}

/** The error of a task whose call got no answer. */
export function callLost(type: string, reason: string): OutsideError {
  return new OutsideError(
    `${prefixOf(type)}.SdkClientException`,
    `Unable to execute HTTP request: ${reason}`,
  );
}

function prefixOf(type: string): string {
  return OPTIMISED[type]?.prefix ?? SDK[type.replace("aws-sdk:", "")] ?? "States";
}

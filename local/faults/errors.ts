import { AwsError } from "../core/errors.ts";

type Answer = readonly [code: string, statusCode: number];

/**
 * How services answer when they are asked too often.
 * Source: the API references' "Common Errors" and errors of the actions; what is not listed answers `ThrottlingException`.
 */
const THROTTLING: Readonly<Record<string, Answer>> = {
  "cognito-idp": ["TooManyRequestsException", 400],
  dynamodb: ["ProvisionedThroughputExceededException", 400],
  iam: ["Throttling", 400],
  lambda: ["TooManyRequestsException", 429],
  s3: ["SlowDown", 503],
  ses: ["TooManyRequestsException", 429],
  sns: ["Throttled", 429],
  sqs: ["RequestThrottled", 403],
  sts: ["Throttling", 400],
};

/** How services answer when they fail; what is not listed answers `InternalFailure`. */
const FAILURE: Readonly<Record<string, Answer>> = {
  "cognito-idp": ["InternalErrorException", 500],
  dynamodb: ["InternalServerError", 500],
  events: ["InternalException", 500],
  kms: ["KMSInternalException", 500],
  lambda: ["ServiceException", 500],
  logs: ["ServiceUnavailableException", 500],
  s3: ["InternalError", 500],
  scheduler: ["InternalServerException", 500],
  ses: ["InternalServiceErrorException", 500],
  sns: ["InternalError", 500],
  sqs: ["InternalError", 500],
  ssm: ["InternalServerError", 500],
};

export function throttled(service: string, code: string | undefined): AwsError {
  const [usual, statusCode] = THROTTLING[service] ?? (["ThrottlingException", 400] as const);
  return new AwsError(code ?? usual, "Rate exceeded (an injected fault).", statusCode);
}

export function failed(service: string, code: string | undefined): AwsError {
  const [usual, statusCode] = FAILURE[service] ?? (["InternalFailure", 500] as const);
  return new AwsError(code ?? usual, "The service failed (an injected fault).", statusCode);
}

/** What a single write is refused with while a transaction holds its item. */
export function writeConflict(): AwsError {
  return new AwsError("TransactionConflictException", "Transaction is ongoing for the item");
}

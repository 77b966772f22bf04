/**
 * The errors of SQS. `code` is the JSON protocol's; `queryErrorCode` is the older query protocol's, which the gateway
 * also sends as `x-amzn-query-error`, which SDKs show for compatibility, and which batch results carry.
 * Source: the SQS API Reference, "Common Errors" and the errors of each action.
 */
import { AwsError } from "../../core/errors.ts";

function sqsError(code: string, queryErrorCode: string, message: string, statusCode = 400): AwsError {
  return new AwsError(code, message, statusCode, {}, queryErrorCode);
}

/** The code that a batch result's entry carries. */
export function queryErrorCode(error: AwsError): string {
  return error.queryErrorCode ?? error.code;
}

export const missingParameter = (name: string) =>
  sqsError(
    "MissingRequiredParameterException",
    "MissingParameter",
    `The request must contain the parameter ${name}.`,
  );

export const invalidParameter = (message: string) =>
  sqsError("InvalidParameterValueException", "InvalidParameterValue", message);

export const invalidValue = (value: unknown, parameter: string, reason: string) =>
  invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const notForThisQueueType = (value: unknown, parameter: string) =>
  invalidValue(value, parameter, "The request include parameter that is not valid for this queue type.");

export const unknownAttribute = (name: string) =>
  sqsError("InvalidAttributeName", "InvalidAttributeName", `Unknown Attribute ${name}.`);

export const invalidAttributeValue = (name: string) =>
  sqsError("InvalidAttributeValue", "InvalidAttributeValue", `Invalid value for the parameter ${name}.`);

export const twoKindsOfEncryption = () =>
  sqsError(
    "InvalidAttributeName",
    "InvalidAttributeName",
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
  );

export const queueDoesNotExist = () =>
  sqsError(
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    "The specified queue does not exist.",
  );

export const queueNameExists = (attribute: string) =>
  sqsError(
    "QueueNameExists",
    "QueueAlreadyExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );

export const queueDeletedRecently = () =>
  sqsError(
    "QueueDeletedRecently",
    "AWS.SimpleQueueService.QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  );

export const purgeInProgress = (queueName: string) =>
  sqsError(
    "PurgeQueueInProgress",
    "AWS.SimpleQueueService.PurgeQueueInProgress",
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    403,
  );

export const invalidAddress = (address: string) =>
  sqsError("InvalidAddress", "InvalidAddress", `The address ${address} is not valid for this endpoint.`, 404);

export const invalidReceiptHandle = (handle: string) =>
  sqsError(
    "ReceiptHandleIsInvalid",
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    404,
  );

export const expiredReceiptHandle = (handle: string) =>
  invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");

export const messageNotInFlight = () =>
  sqsError(
    "MessageNotInflight",
    "AWS.SimpleQueueService.MessageNotInflight",
    "The specified message isn't in flight.",
  );

export const requestThrottled = () => sqsError("RequestThrottled", "RequestThrottled", "Rate exceeded", 403);

export const overLimit = (message: string) => sqsError("OverLimit", "OverLimit", message, 403);

export const invalidMessageContents = () =>
  sqsError(
    "InvalidMessageContents",
    "InvalidMessageContents",
    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  );

export const emptyBatch = (entry: string) =>
  sqsError(
    "EmptyBatchRequest",
    "AWS.SimpleQueueService.EmptyBatchRequest",
    `There should be at least one ${entry} in the request.`,
  );

export const tooManyEntries = (count: number) =>
  sqsError(
    "TooManyEntriesInBatchRequest",
    "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    `Maximum number of entries per request are 10. You have sent ${count}.`,
  );

export const invalidBatchEntryId = () =>
  sqsError(
    "InvalidBatchEntryId",
    "AWS.SimpleQueueService.InvalidBatchEntryId",
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  );

export const repeatedBatchEntryId = (id: string) =>
  sqsError(
    "BatchEntryIdsNotDistinct",
    "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    `Id ${id} repeated.`,
  );

export const batchTooLong = (limit: number, sent: number) =>
  sqsError(
    "BatchRequestTooLong",
    "AWS.SimpleQueueService.BatchRequestTooLong",
    `Batch requests cannot be longer than ${limit} bytes. You have sent ${sent} bytes.`,
  );

export const resourceNotFound = (message: string) =>
  sqsError("ResourceNotFoundException", "ResourceNotFoundException", message, 404);

const KMS_ERRORS: Readonly<Record<string, readonly [code: string, queryErrorCode: string]>> = {
  AccessDeniedException: ["KmsAccessDenied", "KMS.AccessDeniedException"],
  DisabledException: ["KmsDisabled", "KMS.DisabledException"],
  InvalidKeyUsageException: ["KmsInvalidKeyUsage", "KMS.InvalidKeyUsageException"],
  KMSInvalidStateException: ["KmsInvalidState", "KMS.InvalidStateException"],
  NotFoundException: ["KmsNotFound", "KMS.NotFoundException"],
};

/** An error of the key service as SQS passes it on; any other error unchanged. */
export function fromKeyService(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const codes = KMS_ERRORS[error.code];
  return codes === undefined ? error : sqsError(codes[0], codes[1], error.message);
}

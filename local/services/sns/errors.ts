/** The errors of SNS, under the codes of its query protocol. Source: SNS API Reference, the errors of each action. */
import { AwsError } from "../../core/errors.ts";

export const invalidParameter = (reason: string) =>
  new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);

export const missingParameter = (name: string) =>
  invalidParameter(`${name} Reason: no value for required parameter`);

/** For message attributes, whose errors have a code of their own. */
export const invalidParameterValue = (message: string) => new AwsError("ParameterValueInvalid", message);

export const unsupported = (message: string) => new AwsError("UnsupportedOperationException", message);

export const topicDoesNotExist = () => new AwsError("NotFound", "Topic does not exist", 404);

export const subscriptionDoesNotExist = () => new AwsError("NotFound", "Subscription does not exist", 404);

export const resourceNotFound = () => new AwsError("ResourceNotFound", "Resource does not exist", 404);

export const invalidTag = (reason: string) => invalidParameter(`Tags Reason: ${reason}`);

export const tagLimitExceeded = (reason: string) =>
  new AwsError(
    "TagLimitExceeded",
    `Could not complete request: tag quota of per resource exceeded: ${reason}`,
  );

export const emptyBatch = () =>
  new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");

export const tooManyEntries = (count: number, limit: number) =>
  new AwsError(
    "TooManyEntriesInBatchRequest",
    `The batch request contains more entries than permissible: ${count}, at most ${limit}.`,
  );

export const repeatedBatchEntryId = (id: string) =>
  new AwsError(
    "BatchEntryIdsNotDistinct",
    `Two or more batch entries in the request have the same Id: ${id}.`,
  );

export const invalidBatchEntryId = (id: string) =>
  new AwsError(
    "InvalidBatchEntryId",
    `The Id of a batch entry in a batch request doesn't abide by the specification: ${id}.`,
  );

export const batchTooLong = (limit: number) =>
  new AwsError(
    "BatchRequestTooLong",
    `The length of all the batch messages put together is more than the limit of ${limit} bytes.`,
  );

const KMS_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: "KMSAccessDenied",
  DisabledException: "KMSDisabled",
  KMSInvalidStateException: "KMSInvalidState",
  NotFoundException: "KMSNotFound",
};

/** An error of the key service as SNS passes it on; any other error unchanged. */
export function fromKeyService(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const code = KMS_ERRORS[error.code];
  return code === undefined ? error : new AwsError(code, error.message);
}

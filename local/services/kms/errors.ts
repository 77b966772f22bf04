import { AwsError } from "../../core/errors.ts";

export const keyNotFound = (arn: string) => new AwsError("NotFoundException", `Key '${arn}' does not exist`);

export const aliasNotFound = (arn: string) => new AwsError("NotFoundException", `Alias ${arn} is not found.`);

export const invalidState = (arn: string, state: string) =>
  new AwsError("KMSInvalidStateException", `${arn} is ${state}.`);

export const invalid = (message: string) => new AwsError("ValidationException", message);

export const invalidTag = (message: string) => new AwsError("TagException", message);

export const limitExceeded = (message: string) => new AwsError("LimitExceededException", message);

export const unsupported = (message: string) => new AwsError("UnsupportedOperationException", message);

export const missingMember = (name: string) =>
  invalid(
    `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );

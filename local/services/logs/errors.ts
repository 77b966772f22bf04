/** The errors of CloudWatch Logs. Source: CloudWatch Logs API Reference. */
import { AwsError } from "../../core/errors.ts";

export const invalidParameter = (message: string) => new AwsError("InvalidParameterException", message);

export const constraintFailure = (value: unknown, member: string, constraint: string) =>
  invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const missingMember = (name: string) => constraintFailure("null", name, "Member must not be null");

export const noSuchGroup = () =>
  new AwsError("ResourceNotFoundException", "The specified log group does not exist.");

export const noSuchStream = () =>
  new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");

export const groupExists = () =>
  new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");

export const streamExists = () =>
  new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");

export const tooManyTags = (message: string) => new AwsError("TooManyTagsException", message);

export const keyNotUsable = (groupArn: string, reason: string) =>
  new AwsError(
    "AccessDeniedException",
    `The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}' (${reason})`,
  );

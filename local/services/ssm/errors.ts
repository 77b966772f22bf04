/** The errors of Parameter Store. Source: Systems Manager API Reference, the errors of each action. */
import { AwsError, validationError } from "../../core/errors.ts";

export const constraint = (value: unknown, member: string, requirement: string) =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${requirement}`,
  );

export const missingMember = (name: string) =>
  validationError(
    `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );

export const unsupported = (message: string) => new AwsError("UnsupportedOperationException", message);

export const parameterNotFound = (name: string) =>
  new AwsError("ParameterNotFound", `Parameter ${name} not found.`);

export const parameterAlreadyExists = () =>
  new AwsError(
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );

export const versionNotFound = (name: string, what: string) =>
  new AwsError("ParameterVersionNotFound", `Systems Manager could not find ${what} of ${name}.`);

export const tooManyVersions = (name: string, version: number) =>
  new AwsError(
    "ParameterMaxVersionLimitExceeded",
    `Version ${version}, the oldest of ${name}, can't be deleted to make room for another one, because it has a label. Move the label to another version of the parameter, and try again.`,
  );

export const tooManyLabels = (limit: number) =>
  new AwsError("ParameterVersionLabelLimitExceeded", `A parameter version can have at most ${limit} labels.`);

export const tooManyParameters = (tier: string, limit: number) =>
  new AwsError("ParameterLimitExceeded", `An account has at most ${limit} parameters of the tier ${tier}.`);

export const tooManyLevels = (limit: number) =>
  new AwsError(
    "HierarchyLevelLimitExceededException",
    `A parameter name has at most ${limit} levels between its slashes.`,
  );

export const typeMismatch = (name: string, was: string, type: string) =>
  new AwsError(
    "HierarchyTypeMismatchException",
    `The parameter ${name} is a ${was}, and one in a hierarchy can't become a ${type}: delete it, or name another one.`,
  );

export const patternMismatch = (pattern: string) =>
  new AwsError(
    "ParameterPatternMismatchException",
    `Parameter value cannot be validated against allowedPattern: ${pattern}`,
  );

export const invalidPattern = (pattern: string) =>
  new AwsError("InvalidAllowedPatternException", `${pattern} is not a regular expression.`);

export const reservedName = (name: string) =>
  new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);

export const invalidFilterKey = (key: string) =>
  new AwsError("InvalidFilterKey", `The filter key ${key} is not valid here.`);

export const invalidFilterOption = (option: string, valid: readonly string[]) =>
  new AwsError(
    "InvalidFilterOption",
    `The filter option ${option} is not valid. Valid options: ${valid.join(", ")}.`,
  );

export const invalidFilterValue = (message: string) => new AwsError("InvalidFilterValue", message);

export const invalidNextToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");

export const invalidResourceId = (id: string) =>
  new AwsError("InvalidResourceId", `The resource ID ${id} is not valid.`);

export const invalidResourceType = (type: string) =>
  new AwsError("InvalidResourceType", `The resource type ${type} is not valid.`);

export const tooManyTags = (message: string) => new AwsError("TooManyTagsError", message);

const UNUSABLE_KEY: ReadonlySet<string> = new Set([
  "DisabledException",
  "KMSInvalidStateException",
  "NotFoundException",
]);

/** An error of the key service as Parameter Store passes it on; a denial and any other error unchanged. */
export function fromKeyService(error: unknown): unknown {
  if (!(error instanceof AwsError) || !UNUSABLE_KEY.has(error.code)) return error;
  return new AwsError("InvalidKeyId", `${error.message} (Service: AWSKMS; Error Code: ${error.code})`);
}

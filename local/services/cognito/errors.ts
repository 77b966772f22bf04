import { AwsError } from "../../core/errors.ts";

export const invalidParameter = (message: string): AwsError =>
  new AwsError("InvalidParameterException", message);

export const notAuthorized = (message: string): AwsError => new AwsError("NotAuthorizedException", message);

export const resourceNotFound = (message: string): AwsError =>
  new AwsError("ResourceNotFoundException", message);

export const userNotFound = (): AwsError => new AwsError("UserNotFoundException", "User does not exist.");

export const incorrectCredentials = (): AwsError => notAuthorized("Incorrect username or password.");

export const invalidPassword = (message: string): AwsError =>
  new AwsError("InvalidPasswordException", message);

/** What Cognito answers to a member outside its constraint. */
export function constraint(value: unknown, member: string, rule: string): AwsError {
  const shown =
    value === undefined ? "null" : JSON.stringify(String(value).slice(0, 100)).replaceAll('"', "'");
  return invalidParameter(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

export const missingMember = (name: string): AwsError =>
  constraint(undefined, `${name.charAt(0).toLowerCase()}${name.slice(1)}`, "Member must not be null");

import { AwsError } from "../core/errors.ts";
import { identityText } from "../core/identity.ts";
import { requireTags, type Tags } from "../core/tags.ts";

/** The path of roles that are not the program's: the local cloud made them for people. */
export const LOCAL_PATH = "/local/";

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^(\/|\/[\x21-\x7e]+\/)$/;
const DESCRIPTION = /^[\t\n\r\x20-\x7e\xa1-\xff]*$/;

/** Why IAM refuses a name, or undefined. Source: IAM User Guide, "IAM and AWS STS quotas" (names 64, policies 128). */
export function nameProblem(value: string, member: string, maxLength: number): string | undefined {
  if (value.length >= 1 && value.length <= maxLength && NAME.test(value)) return undefined;
  return (
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ` +
    `1 to ${maxLength} letters, digits or _+=,.@-`
  );
}

export const ROLE_NAME_MAX = 64;
export const POLICY_NAME_MAX = 128;

/** @throws {AwsError} `ValidationError` */
export function checkName(value: string, member: string, maxLength: number): void {
  const problem = nameProblem(value, member, maxLength);
  if (problem !== undefined) throw new AwsError("ValidationError", problem);
}

/** The tags, or none. @throws {AwsError} `InvalidInput`, `LimitExceeded` */
export function checkedTags(tags: Tags | undefined): Tags {
  const error = (code: string, status: number) => (message: string) => new AwsError(code, message, status);
  return requireTags(tags ?? {}, error("InvalidInput", 400), error("LimitExceeded", 409));
}

/** @throws {AwsError} `ValidationError` */
export function checkPath(path: string): void {
  if (path.length > 512 || !PATH.test(path))
    throw new AwsError(
      "ValidationError",
      `The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters: ${path}`,
    );
}

/** @throws {AwsError} `ValidationError` */
export function checkDescription(description: string): void {
  if (description.length > 1000 || !DESCRIPTION.test(description))
    throw new AwsError(
      "ValidationError",
      "1 validation error detected: Value at 'description' failed to satisfy constraint: at most 1000 printable characters",
    );
}

/** @throws {AwsError} `ValidationError` */
export function checkMaxSessionDuration(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 3_600 || seconds > 43_200)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
    );
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An identifier as IAM makes them, for example `AROA` and 17 characters. */
export function uniqueId(prefix: string, length = 17): string {
  return prefix + identityText(BASE32, length);
}

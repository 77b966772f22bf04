import { invalidParameter, notAuthorized } from "./errors.ts";
import type { User } from "./model.ts";
import { isVerified, type UserPool } from "./user-pool.ts";

/** Where a code for a new password goes to. @throws {AwsError} `NotAuthorizedException`, `InvalidParameterException` */
export function recoveryAttribute(pool: UserPool, user: User): string {
  const { recoveryMechanisms } = pool.settings;
  if (recoveryMechanisms.includes("admin_only"))
    throw notAuthorized("Contact administrator to reset password.");
  const attribute = recoveryMechanisms
    .map((mechanism) => mechanism.replace("verified_", ""))
    .find((name) => user.attributes.has(name) && isVerified(user, name));
  if (attribute === undefined) {
    throw invalidParameter(
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
  }
  return attribute;
}

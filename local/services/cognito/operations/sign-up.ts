import { AwsError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { type CodeDelivery, deliveryTo, sendCode, takeCode } from "../codes.ts";
import { invalidParameter, notAuthorized, userNotFound } from "../errors.ts";
import type { User, UserPoolClient } from "../model.ts";
import { checkPassword } from "../password-policy.ts";
import { checkSecretHash } from "../secret-hash.ts";
import { isVerified, type UserPool } from "../user-pool.ts";
import {
  attributePairs,
  type CognitoParts,
  type Operations,
  poolOperation,
  publicOperation,
  requireUser,
} from "./operation.ts";

/** Registration and forgotten passwords. */
export function signUpOperations(parts: CognitoParts): Operations {
  const { pools, clock } = parts;

  /** The client that a public call names, and the proof that it is that client. */
  const clientOf = (input: Members) => {
    const found = pools.poolOfClient(input.text("ClientId"));
    checkSecretHash(found.client, input.optionalText("SecretHash"), input.text("Username"));
    return found;
  };

  const confirm = (user: User) => {
    user.status = "CONFIRMED";
    user.modifiedAt = clock.now();
  };

  return {
    SignUp: publicOperation((input) => {
      const { pool, client } = clientOf(input);
      if (pool.settings.allowAdminCreateUserOnly)
        throw notAuthorized("SignUp is not permitted for this user pool");
      const attributes = attributePairs(input, "UserAttributes");
      checkWritable(client, attributes);
      const password = input.text("Password");
      checkPassword(pool.settings.passwordPolicy, password, "Password did not conform with policy");
      const user = pool.addUser(input.text("Username"), attributes, "UNCONFIRMED");
      pool.setPassword(user, password, true);
      user.status = "UNCONFIRMED";
      const attribute = attributeToVerify(pool, user);
      return {
        UserConfirmed: false,
        UserSub: user.sub,
        ...(attribute && { CodeDeliveryDetails: sendCode(user, "confirm", attribute, clock) }),
      };
    }),

    ResendConfirmationCode: publicOperation((input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined) return { CodeDeliveryDetails: pretendedDelivery(client) };
      if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
      const attribute = attributeToVerify(pool, user);
      if (attribute === undefined)
        throw invalidParameter("Cannot resend codes. Auto verification not turned on.");
      return { CodeDeliveryDetails: sendCode(user, "confirm", attribute, clock) };
    }),

    ConfirmSignUp: publicOperation((input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined) {
        if (client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
        throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
      }
      if (user.status !== "UNCONFIRMED")
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      const attribute = attributeToVerify(pool, user);
      takeCode(user, "confirm", input.text("ConfirmationCode"), clock);
      if (attribute !== undefined) user.attributes.set(`${attribute}_verified`, "true");
      confirm(user);
      return {};
    }),

    AdminConfirmSignUp: poolOperation("AdminConfirmSignUp", parts, (pool, input) => {
      const user = requireUser(pool, input);
      if (user.status !== "UNCONFIRMED")
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      confirm(user);
      return {};
    }),

    ForgotPassword: publicOperation((input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined) return { CodeDeliveryDetails: pretendedDelivery(client) };
      if (user.status === "FORCE_CHANGE_PASSWORD")
        throw notAuthorized("User password cannot be reset in the current state.");
      const attribute = recoveryAttribute(pool, user);
      return { CodeDeliveryDetails: sendCode(user, "reset", attribute, clock) };
    }),

    ConfirmForgotPassword: publicOperation((input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined && client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
      const password = input.text("Password");
      checkPassword(pool.settings.passwordPolicy, password, "Password does not conform to policy");
      if (user === undefined)
        throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
      takeCode(user, "reset", input.text("ConfirmationCode"), clock);
      pool.setPassword(user, password, true);
      user.lockedUntil = 0;
      return {};
    }),
  };
}

function checkWritable(client: UserPoolClient, attributes: ReadonlyMap<string, string>): void {
  for (const name of attributes.keys()) {
    if (!client.settings.writeAttributes.includes(name))
      throw notAuthorized(`A client attempted to write unauthorized attribute: ${name}`);
  }
}

function attributeToVerify(pool: UserPool, user: User): string | undefined {
  return ["phone_number", "email"].find(
    (name) => pool.settings.autoVerifiedAttributes.includes(name) && user.attributes.has(name),
  );
}

function recoveryAttribute(pool: UserPool, user: User): string {
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

/** What a client sees for a user who does not exist, where that must not show. @throws {AwsError} `UserNotFoundException` */
function pretendedDelivery(client: UserPoolClient): CodeDelivery {
  if (client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
  return deliveryTo("email", "user@example.com");
}

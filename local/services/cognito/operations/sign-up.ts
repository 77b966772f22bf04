import type { Members } from "../../../core/members.ts";
import { invalidParameter, notAuthorized, userNotFound } from "../errors.ts";
import { type CodeDelivery, deliveryTo, expiredCode } from "../messages.ts";
import type { User, UserPoolClient } from "../model.ts";
import { checkPassword } from "../password-policy.ts";
import { askPreSignUp } from "../pre-sign-up.ts";
import { recoveryAttribute } from "../recovery.ts";
import { checkSecretHash } from "../secret-hash.ts";
import type { UserPool } from "../user-pool.ts";
import {
  attributePairs,
  type CognitoParts,
  checkWritable,
  type Operations,
  poolOperation,
  publicOperation,
  requireUser,
} from "./operation.ts";

/** Registration and forgotten passwords. */
export function signUpOperations(parts: CognitoParts): Operations {
  const { pools, clock, messages, triggers } = parts;

  /** The client that a public call names, and the proof that it is that client. */
  const clientOf = (input: Members) => {
    const found = pools.poolOfClient(input.text("ClientId"));
    checkSecretHash(found.client, input.optionalText("SecretHash"), input.text("Username"));
    return found;
  };

  /** The functions' part of a confirmation. What one throws comes after the user has been confirmed. */
  const confirmed = async (pool: UserPool, clientId: string | undefined, user: User, input: Members) => {
    user.status = "CONFIRMED";
    user.modifiedAt = clock.now();
    await triggers.call("postConfirmation", {
      pool,
      clientId,
      user,
      source: "PostConfirmation_ConfirmSignUp",
      metadata: input.optionalTextMap("ClientMetadata"),
    });
  };

  return {
    SignUp: publicOperation(async (input) => {
      const { pool, client } = clientOf(input);
      if (pool.settings.allowAdminCreateUserOnly)
        throw notAuthorized("SignUp is not permitted for this user pool");
      const attributes = attributePairs(input, "UserAttributes");
      checkWritable(client, attributes.keys());
      const password = input.text("Password");
      checkPassword(pool.settings.passwordPolicy, password, "Password did not conform with policy");
      const user = pool.newUser(input.text("Username"), attributes, "UNCONFIRMED");
      const { autoConfirm, verified } = await askPreSignUp(triggers, {
        pool,
        clientId: client.clientId,
        user,
        source: "PreSignUp_SignUp",
        metadata: input.optionalTextMap("ClientMetadata"),
        validationData: Object.fromEntries(attributePairs(input, "ValidationData")),
      });
      pool.addUser(user);
      pool.setPassword(user, password, true);
      user.status = "UNCONFIRMED";
      for (const attribute of verified) user.attributes.set(`${attribute}_verified`, "true");
      if (autoConfirm) {
        await confirmed(pool, client.clientId, user, input);
        return { UserConfirmed: true, UserSub: user.sub };
      }
      const attribute = attributeToVerify(pool, user);
      return {
        UserConfirmed: false,
        UserSub: user.sub,
        ...(attribute && { CodeDeliveryDetails: messages.sendCode(pool, user, "confirm", attribute) }),
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
      return { CodeDeliveryDetails: messages.sendCode(pool, user, "confirm", attribute) };
    }),

    ConfirmSignUp: publicOperation(async (input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined) {
        if (client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
        throw expiredCode();
      }
      if (user.status !== "UNCONFIRMED")
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      const attribute = attributeToVerify(pool, user);
      messages.takeCode(user, "confirm", input.text("ConfirmationCode"));
      if (attribute !== undefined) user.attributes.set(`${attribute}_verified`, "true");
      await confirmed(pool, client.clientId, user, input);
      return {};
    }),

    AdminConfirmSignUp: poolOperation("AdminConfirmSignUp", parts, async (pool, input) => {
      const user = requireUser(pool, input);
      if (user.status !== "UNCONFIRMED")
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      await confirmed(pool, undefined, user, input);
      return {};
    }),

    ForgotPassword: publicOperation((input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined) return { CodeDeliveryDetails: pretendedDelivery(client) };
      if (!user.enabled) throw notAuthorized("User is disabled.");
      if (user.status === "FORCE_CHANGE_PASSWORD")
        throw notAuthorized("User password cannot be reset in the current state.");
      const attribute = recoveryAttribute(pool, user);
      return { CodeDeliveryDetails: messages.sendCode(pool, user, "reset", attribute) };
    }),

    ConfirmForgotPassword: publicOperation(async (input) => {
      const { pool, client } = clientOf(input);
      const user = pool.findUser(input.text("Username"));
      if (user === undefined && client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
      const password = input.text("Password");
      checkPassword(pool.settings.passwordPolicy, password, "Password does not conform to policy");
      if (user === undefined) throw expiredCode();
      messages.takeCode(user, "reset", input.text("ConfirmationCode"));
      pool.setPassword(user, password, true);
      user.lockedUntil = 0;
      await triggers.call("postConfirmation", {
        pool,
        clientId: client.clientId,
        user,
        source: "PostConfirmation_ConfirmForgotPassword",
        metadata: input.optionalTextMap("ClientMetadata"),
      });
      return {};
    }),
  };
}

function attributeToVerify(pool: UserPool, user: User): string | undefined {
  return ["phone_number", "email"].find(
    (name) => pool.settings.autoVerifiedAttributes.includes(name) && user.attributes.has(name),
  );
}

/** What a client sees for a user who does not exist, where that must not show. @throws {AwsError} `UserNotFoundException` */
function pretendedDelivery(client: UserPoolClient): CodeDelivery {
  if (client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
  return deliveryTo("email", "user@example.com");
}

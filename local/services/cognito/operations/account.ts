import type { Members } from "../../../core/members.ts";
import { checkAttributes } from "../attributes.ts";
import { incorrectCredentials, invalidParameter, notAuthorized } from "../errors.ts";
import type { CodeDelivery } from "../messages.ts";
import type { User } from "../model.ts";
import { checkPassword } from "../password-policy.ts";
import { isPassword } from "../srp.ts";
import type { TokenHolder } from "../tokens.ts";
import { isVerified, type UserPool } from "../user-pool.ts";
import {
  attributeList,
  attributePairs,
  type CognitoParts,
  checkWritable,
  type Operations,
  publicOperation,
} from "./operation.ts";

/** What a signed-in user does with an access token. */
export function accountOperations({ tokens, authentication, messages }: CognitoParts): Operations {
  const signedIn = (handle: (who: TokenHolder, input: Members) => unknown) =>
    publicOperation(async (input) => handle(await tokens.check(input.text("AccessToken")), input));

  return {
    GetUser: signedIn(({ user }) => ({
      Username: user.username,
      UserAttributes: attributeList(user),
      ...(user.softwareTokenMfa && {
        UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
        PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
      }),
    })),

    ChangePassword: signedIn(({ pool, user }, input) => {
      const previous = input.optionalText("PreviousPassword");
      const proposed = input.text("ProposedPassword");
      const { verifier } = user;
      if (verifier === undefined || previous === undefined) throw incorrectCredentials();
      authentication.checkCredentials(user, () =>
        isPassword(verifier, pool.shortName, user.username, previous),
      );
      checkPassword(pool.settings.passwordPolicy, proposed, "Password does not conform to policy");
      pool.setPassword(user, proposed, true);
      return {};
    }),

    GlobalSignOut: signedIn(({ pool, user }) => {
      pool.signOut(user);
      return {};
    }),

    DeleteUser: signedIn(({ pool, user }) => {
      pool.deleteUser(user);
      return {};
    }),

    UpdateUserAttributes: signedIn(({ pool, client, user }, input) => {
      const changes = attributePairs(input, "UserAttributes");
      checkWritable(client, changes.keys());
      return { CodeDeliveryDetailsList: changeAttributes(pool, user, changes) };
    }),

    DeleteUserAttributes: signedIn(({ pool, client, user }, input) => {
      const names = input.optionalTexts("UserAttributeNames") ?? [];
      checkWritable(client, names);
      pool.deleteAttributes(user, names);
      return {};
    }),

    GetUserAttributeVerificationCode: signedIn(({ pool, user }, input) => {
      const attribute = input.text("AttributeName");
      requireVerifiable(attribute);
      const destination = user.unverified.get(attribute) ?? user.attributes.get(attribute);
      if (destination === undefined) throw invalidParameter(`User does not have ${attribute} attribute.`);
      return {
        CodeDeliveryDetails: messages.sendCode(pool, user, `verify ${attribute}`, attribute, destination),
      };
    }),

    VerifyUserAttribute: signedIn(({ pool, user }, input) => {
      const attribute = input.text("AttributeName");
      requireVerifiable(attribute);
      messages.takeCode(user, `verify ${attribute}`, input.text("Code"));
      pool.verified(user, attribute);
      return {};
    }),
  };

  /** Writes attributes; a new address to be verified gets a code, and where the pool says so waits for it. */
  function changeAttributes(
    pool: UserPool,
    user: User,
    changes: ReadonlyMap<string, string>,
  ): readonly CodeDelivery[] {
    const { autoVerifiedAttributes, verifyBeforeUpdate } = pool.settings;
    const isNew = (name: string) => changes.has(name) && changes.get(name) !== user.attributes.get(name);
    const toVerify = autoVerifiedAttributes.filter(isNew);
    const waiting = toVerify.filter((name) => verifyBeforeUpdate.includes(name) && isVerified(user, name));
    pool.changeAttributes(user, new Map([...changes].filter(([name]) => !waiting.includes(name))));
    checkAttributes(pool.settings.schema, new Map([...user.attributes, ...changes]));
    return toVerify.map((name) => {
      const value = changes.get(name) ?? "";
      user.unverified.set(name, value);
      return messages.sendCode(pool, user, `verify ${name}`, name, value);
    });
  }
}

function requireVerifiable(attribute: string): void {
  if (attribute === "email" || attribute === "phone_number") return;
  throw notAuthorized(`Only email and phone_number can be verified, not ${attribute}.`);
}

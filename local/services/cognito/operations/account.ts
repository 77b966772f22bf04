import { incorrectCredentials } from "../errors.ts";
import { checkPassword } from "../password-policy.ts";
import { isPassword } from "../srp.ts";
import { attributeList, type CognitoParts, type Operations, publicOperation } from "./operation.ts";

/** What a signed-in user does with an access token. */
export function accountOperations({ tokens, authentication, clock }: CognitoParts): Operations {
  return {
    GetUser: publicOperation(async (input) => {
      const { user } = await tokens.check(input.text("AccessToken"));
      return { Username: user.username, UserAttributes: attributeList(user) };
    }),

    ChangePassword: publicOperation(async (input) => {
      const previous = input.optionalText("PreviousPassword");
      const proposed = input.text("ProposedPassword");
      const { pool, user } = await tokens.check(input.text("AccessToken"));
      const { verifier } = user;
      if (verifier === undefined || previous === undefined) throw incorrectCredentials();
      authentication.checkCredentials(user, () =>
        isPassword(verifier, pool.shortName, user.username, previous),
      );
      checkPassword(pool.settings.passwordPolicy, proposed, "Password does not conform to policy");
      pool.setPassword(user, proposed, true);
      return {};
    }),

    GlobalSignOut: publicOperation(async (input) => {
      const { pool, user } = await tokens.check(input.text("AccessToken"));
      for (const session of pool.sessions.values())
        if (session.username === user.username) session.revoked = true;
      user.signedOutAt = clock.now();
      return {};
    }),
  };
}

import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";
import { callAws, clientConfig } from "./client.ts";

/** The Cognito user pool `users`. */
export class UserDirectory {
  readonly #userPoolId: string;
  readonly #client: CognitoIdentityProviderClient;

  constructor(userPoolId: string, client = new CognitoIdentityProviderClient(clientConfig)) {
    this.#userPoolId = userPoolId;
    this.#client = client;
  }

  /**
   * The address of a user, by their `sub`, if they have shown that it is theirs. Undefined too for a user who is gone or
   * may not sign in any more.
   */
  async verifiedEmail(sub: string): Promise<string | undefined> {
    const command = new AdminGetUserCommand({ UserPoolId: this.#userPoolId, Username: sub });
    try {
      const { UserAttributes = [], Enabled } = await callAws(
        "CognitoIdentityProvider",
        "AdminGetUser",
        { user_pool_id: this.#userPoolId },
        (options) => this.#client.send(command, options),
      );
      const attributes = new Map(UserAttributes.map(({ Name, Value }) => [Name, Value]));
      if (Enabled !== true || attributes.get("email_verified") !== "true") return undefined;
      return attributes.get("email");
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }
}

import { randomBytes, randomUUID } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { signInBySrp } from "./srp-sign-in.ts";

export interface UserPoolOfStack {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
}

/** A customer for the time of one smoke test, whose password nobody has seen. */
export class SmokeCustomer {
  readonly #client: CognitoIdentityProviderClient;
  readonly #pool: UserPoolOfStack;
  readonly #user: { readonly UserPoolId: string; readonly Username: string };
  readonly #password = `${randomBytes(24).toString("base64url")}aA1!`;

  private constructor(client: CognitoIdentityProviderClient, pool: UserPoolOfStack) {
    this.#client = client;
    this.#pool = pool;
    this.#user = { UserPoolId: pool.userPoolId, Username: `smoke-${randomUUID()}` };
  }

  static async create(client: CognitoIdentityProviderClient, pool: UserPoolOfStack): Promise<SmokeCustomer> {
    const customer = new SmokeCustomer(client, pool);
    await client.send(new AdminCreateUserCommand({ ...customer.#user, MessageAction: "SUPPRESS" }));
    try {
      const password = { Password: customer.#password, Permanent: true };
      await client.send(new AdminSetUserPasswordCommand({ ...customer.#user, ...password }));
    } catch (error) {
      await customer.delete();
      throw error;
    }
    return customer;
  }

  async delete(): Promise<void> {
    await this.#client.send(new AdminDeleteUserCommand(this.#user));
  }

  /** Signs in by SRP, as the storefront does, in every stack alike. @returns an access token */
  async signIn(): Promise<string> {
    const { userPoolId, userPoolClientId: clientId } = this.#pool;
    const { Username: username } = this.#user;
    return await signInBySrp(this.#client, { userPoolId, clientId, username, password: this.#password });
  }
}

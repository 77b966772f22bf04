import { randomBytes, randomUUID } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { SrpClient } from "../../local/services/cognito/srp-client.ts";

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
    const ClientId = this.#pool.userPoolClientId;
    const srp = new SrpClient();
    const { ChallengeName, ChallengeParameters = {} } = await this.#client.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_SRP_AUTH",
        ClientId,
        AuthParameters: { USERNAME: this.#user.Username, SRP_A: srp.publicHex },
      }),
    );
    if (ChallengeName !== "PASSWORD_VERIFIER")
      throw new Error(`Cognito asks for ${ChallengeName} instead of the password.`);
    const TIMESTAMP = timestamp(new Date());
    const poolName = this.#pool.userPoolId.split("_")[1] ?? "";
    const { AuthenticationResult } = await this.#client.send(
      new RespondToAuthChallengeCommand({
        ChallengeName,
        ClientId,
        ChallengeResponses: {
          USERNAME: ChallengeParameters.USER_ID_FOR_SRP ?? "",
          PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters.SECRET_BLOCK ?? "",
          PASSWORD_CLAIM_SIGNATURE: srp.signature(poolName, this.#password, ChallengeParameters, TIMESTAMP),
          TIMESTAMP,
        },
      }),
    );
    if (AuthenticationResult?.AccessToken === undefined)
      throw new Error("Cognito has accepted the password and answered no token.");
    return AuthenticationResult.AccessToken;
  }
}

/** `Thu Nov 26 09:05:00 UTC 2026`, as Cognito's SRP demands it. */
function timestamp(date: Date): string {
  const [weekday = "", day, month, year, time] = date.toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${month} ${Number(day)} ${time} UTC ${year}`;
}

import {
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { SrpClient } from "../../local/services/cognito/srp-client.ts";

export interface SrpSignIn {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Signs in as a browser does: by a proof of the password, with no AWS credentials.
 * @returns the access token @throws {Error} when Cognito asks for something else, such as a second factor
 */
export async function signInBySrp(
  cognito: CognitoIdentityProviderClient,
  { userPoolId, clientId: ClientId, username, password }: SrpSignIn,
): Promise<string> {
  const [, poolName = ""] = userPoolId.split("_");
  const exchange = new SrpClient();
  const { ChallengeName, ChallengeParameters = {} } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_SRP_AUTH",
      ClientId,
      AuthParameters: { USERNAME: username, SRP_A: exchange.publicHex },
    }),
  );
  const timestamp = srpTimestamp(new Date());
  const { AuthenticationResult, ChallengeName: next } = await cognito.send(
    new RespondToAuthChallengeCommand({
      ChallengeName,
      ClientId,
      ChallengeResponses: {
        USERNAME: ChallengeParameters.USER_ID_FOR_SRP ?? "",
        PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters.SECRET_BLOCK ?? "",
        PASSWORD_CLAIM_SIGNATURE: exchange.signature(poolName, password, ChallengeParameters, timestamp),
        TIMESTAMP: timestamp,
      },
    }),
  );
  if (AuthenticationResult?.AccessToken === undefined)
    throw new Error(`${username} is not signed in by the password alone: Cognito asks for ${next}.`);
  return AuthenticationResult.AccessToken;
}

/** Such as `Sat Nov 21 04:30:00 UTC 2026`, the day of the month without a leading zero. */
function srpTimestamp(date: Date): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = date
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

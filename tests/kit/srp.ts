import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { DemoUser } from "../../local/demo-users.ts";
import { SrpClient } from "../../local/services/cognito/srp-client.ts";

export interface SrpSignIn {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly user: DemoUser;
}

/** Signs in as a browser does: by a proof of the password, with no AWS credentials. @returns the access token */
export async function signInBySrp({ endpoint, userPoolId, clientId, user }: SrpSignIn): Promise<string> {
  const [region = "", poolName = ""] = userPoolId.split("_");
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };
  const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const exchange = new SrpClient();
  const { ChallengeName, ChallengeParameters = {} } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_SRP_AUTH",
      ClientId: clientId,
      AuthParameters: { USERNAME: user.username, SRP_A: exchange.publicHex },
    }),
  );
  const timestamp = srpTimestamp(new Date());
  const { AuthenticationResult } = await cognito.send(
    new RespondToAuthChallengeCommand({
      ChallengeName,
      ClientId: clientId,
      ChallengeResponses: {
        USERNAME: ChallengeParameters.USER_ID_FOR_SRP ?? "",
        PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters.SECRET_BLOCK ?? "",
        PASSWORD_CLAIM_SIGNATURE: exchange.signature(poolName, user.password, ChallengeParameters, timestamp),
        TIMESTAMP: timestamp,
      },
    }),
  );
  return AuthenticationResult?.AccessToken ?? "";
}

/** Such as `Sat Nov 21 04:30:00 UTC 2026`, the day of the month without a leading zero. */
function srpTimestamp(date: Date): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = date
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

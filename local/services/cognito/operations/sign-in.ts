import { AwsError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { invalidParameter, notAuthorized, resourceNotFound } from "../errors.ts";
import type { UserPoolClient } from "../model.ts";
import type { UserPool } from "../user-pool.ts";
import { type CognitoParts, type Operations, poolOperation, publicOperation } from "./operation.ts";

/** The setting of a client that a flow needs. */
const ALLOWANCE: Readonly<Record<string, string>> = {
  USER_PASSWORD_AUTH: "ALLOW_USER_PASSWORD_AUTH",
  USER_SRP_AUTH: "ALLOW_USER_SRP_AUTH",
  ADMIN_USER_PASSWORD_AUTH: "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  ADMIN_NO_SRP_AUTH: "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  REFRESH_TOKEN_AUTH: "ALLOW_REFRESH_TOKEN_AUTH",
  REFRESH_TOKEN: "ALLOW_REFRESH_TOKEN_AUTH",
};
const PUBLIC_FLOWS = ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"];
const ADMIN_FLOWS = [
  "ADMIN_USER_PASSWORD_AUTH",
  "ADMIN_NO_SRP_AUTH",
  "USER_SRP_AUTH",
  "REFRESH_TOKEN_AUTH",
  "REFRESH_TOKEN",
];

export function signInOperations(parts: CognitoParts): Operations {
  const { pools, authentication } = parts;

  const initiate = (pool: UserPool, client: UserPoolClient, input: Members, flows: readonly string[]) => {
    const flow = input.text("AuthFlow");
    if (!flows.includes(flow)) throw invalidParameter(`Initiate Auth method not supported: ${flow}.`);
    if (!client.settings.explicitAuthFlows.includes(ALLOWANCE[flow] ?? "")) {
      const subject = flow.startsWith("USER_") ? `${flow} flow` : "Auth flow";
      throw invalidParameter(`${subject} not enabled for this client`);
    }
    const metadata = input.optionalTextMap("ClientMetadata");
    const parameters = input.optionalTextMap("AuthParameters") ?? {};
    return authentication.initiate({ pool, client, metadata }, flow, parameters);
  };
  const respond = (pool: UserPool, client: UserPoolClient, input: Members) =>
    authentication.respond(
      { pool, client, metadata: input.optionalTextMap("ClientMetadata") },
      input.text("ChallengeName"),
      input.optionalText("Session"),
      input.optionalTextMap("ChallengeResponses") ?? {},
    );

  return {
    InitiateAuth: publicOperation((input) => {
      const { pool, client } = pools.poolOfClient(input.text("ClientId"));
      return initiate(pool, client, input, PUBLIC_FLOWS);
    }),
    RespondToAuthChallenge: publicOperation((input) => {
      const { pool, client } = pools.poolOfClient(input.text("ClientId"));
      return respond(pool, client, input);
    }),
    AdminInitiateAuth: poolOperation("AdminInitiateAuth", parts, (pool, input) =>
      initiate(pool, pools.client(pool.id, input.text("ClientId")), input, ADMIN_FLOWS),
    ),
    AdminRespondToAuthChallenge: poolOperation("AdminRespondToAuthChallenge", parts, (pool, input) =>
      respond(pool, pools.client(pool.id, input.text("ClientId")), input),
    ),
    RevokeToken: publicOperation((input) => {
      const { pool, client } = pools.poolOfClient(input.text("ClientId"));
      const { clientId, clientSecret, settings } = client;
      if (clientSecret !== input.optionalText("ClientSecret"))
        throw new AwsError(
          "UnauthorizedException",
          `The secret given for client ${clientId} is not its own.`,
        );
      if (!settings.enableTokenRevocation)
        throw new AwsError(
          "UnsupportedOperationException",
          `Token revocation is not enabled for client ${clientId}.`,
        );
      const token = input.text("Token");
      if (token.split(".").length === 3)
        throw new AwsError("UnsupportedTokenTypeException", "Only a refresh token can be revoked.");
      const session = pool.sessions.get(token);
      if (session !== undefined && session.clientId !== clientId)
        throw resourceNotFound(`The token was not given to client ${clientId}.`);
      if (session !== undefined) pool.revoke(session);
      return {};
    }),
    GetTokensFromRefreshToken: publicOperation(async (input) => {
      const { pool, client } = pools.poolOfClient(input.text("ClientId"));
      if (client.clientSecret !== input.optionalText("ClientSecret"))
        throw notAuthorized(`Unable to verify client secret for client ${client.clientId}`);
      const metadata = input.optionalTextMap("ClientMetadata");
      return {
        AuthenticationResult: await authentication.refreshed(
          { pool, client, metadata },
          input.text("RefreshToken"),
        ),
      };
    }),
  };
}

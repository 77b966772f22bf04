import type { Members } from "../../../core/members.ts";
import { constraint, invalidParameter } from "../errors.ts";
import type { ClientSettings, TokenValidityUnit } from "../model.ts";
import { DEFAULT_AUTH_FLOWS, defaultReadAttributes, defaultWriteAttributes, oneHourIn } from "../settings.ts";
import type { UserPool } from "../user-pool.ts";
import { clientType } from "./describe.ts";
import { type CognitoParts, type Operations, page, poolOperation } from "./operation.ts";

const UNITS = ["seconds", "minutes", "hours", "days"] as const;
/** Of hosted sign-in, which the local cloud does not have, and of analytics. */
const ABSENT = [
  "AllowedOAuthFlows",
  "AllowedOAuthScopes",
  "AnalyticsConfiguration",
  "CallbackURLs",
  "DefaultRedirectURI",
  "LogoutURLs",
];

/** The clients of pools. */
export function clientOperations(parts: CognitoParts): Operations {
  const { pools } = parts;
  return {
    CreateUserPoolClient: poolOperation("CreateUserPoolClient", parts, (pool, input) => {
      const generateSecret = input.optionalBoolean("GenerateSecret") ?? false;
      const name = input.text("ClientName");
      const settings = { ...clientSettings("CreateUserPoolClient", pool, input, name), generateSecret };
      return { UserPoolClient: clientType(pool, pools.createClient(pool.id, settings)) };
    }),

    DescribeUserPoolClient: poolOperation("DescribeUserPoolClient", parts, (pool, input) => ({
      UserPoolClient: clientType(pool, pools.client(pool.id, input.text("ClientId"))),
    })),

    UpdateUserPoolClient: poolOperation("UpdateUserPoolClient", parts, (pool, input) => {
      const { settings, clientId } = pools.client(pool.id, input.text("ClientId"));
      const name = input.optionalText("ClientName") ?? settings.name;
      const changed = clientSettings("UpdateUserPoolClient", pool, input, name);
      const updated = pools.updateClient(pool.id, clientId, {
        ...changed,
        generateSecret: settings.generateSecret,
      });
      return { UserPoolClient: clientType(pool, updated) };
    }),

    DeleteUserPoolClient: poolOperation("DeleteUserPoolClient", parts, (pool, input) => {
      pool.clients.delete(pools.client(pool.id, input.text("ClientId")).clientId);
      return {};
    }),

    ListUserPoolClients: poolOperation("ListUserPoolClients", parts, (pool, input) => {
      const { items, next } = page([...pool.clients.values()], input, "NextToken");
      return {
        UserPoolClients: items.map(({ clientId, settings }) => ({
          ClientId: clientId,
          UserPoolId: pool.id,
          ClientName: settings.name,
        })),
        ...(next && { NextToken: next }),
      };
    }),
  };
}

/** Absent members have their defaults, at a change too, as on AWS. */
function clientSettings(
  operation: string,
  pool: UserPool,
  input: Members,
  name: string,
): Omit<ClientSettings, "generateSecret"> {
  input.refuse(operation, ...ABSENT);
  if (input.optionalBoolean("AllowedOAuthFlowsUserPoolClient") === true)
    throw invalidParameter(
      "The local cloud has no hosted sign-in: leave AllowedOAuthFlowsUserPoolClient out.",
    );
  const providers = input.optionalTexts("SupportedIdentityProviders") ?? [];
  const federated = providers.find((provider) => provider !== "COGNITO");
  if (federated !== undefined)
    throw invalidParameter(`The provider ${federated} does not exist for User Pool ${pool.id}`);
  const units = input.optionalStructure("TokenValidityUnits");
  const unit = (member: string, otherwise: TokenValidityUnit): TokenValidityUnit => {
    const given = units?.optionalText(member) ?? otherwise;
    const known = UNITS.find((candidate) => candidate === given);
    if (known !== undefined) return known;
    throw constraint(
      given,
      `tokenValidityUnits.${member.charAt(0).toLowerCase()}${member.slice(1)}`,
      `Member must satisfy enum value set: [${UNITS.join(", ")}]`,
    );
  };
  const tokenValidityUnits = {
    accessToken: unit("AccessToken", "hours"),
    idToken: unit("IdToken", "hours"),
    refreshToken: unit("RefreshToken", "days"),
  };
  const rotation = input.optionalStructure("RefreshTokenRotation");
  const explicitAuthFlows = input.optionalTexts("ExplicitAuthFlows") ?? DEFAULT_AUTH_FLOWS;
  return {
    name,
    explicitAuthFlows,
    accessTokenValidity:
      input.optionalInteger("AccessTokenValidity") ?? oneHourIn(units && tokenValidityUnits.accessToken),
    idTokenValidity:
      input.optionalInteger("IdTokenValidity") ?? oneHourIn(units && tokenValidityUnits.idToken),
    refreshTokenValidity: input.optionalInteger("RefreshTokenValidity") || 30,
    tokenValidityUnits,
    authSessionValidity: input.optionalInteger("AuthSessionValidity") ?? 3,
    preventUserExistenceErrors: existenceErrors(input),
    enableTokenRevocation: input.optionalBoolean("EnableTokenRevocation") ?? true,
    ...(rotation?.text("Feature") === "ENABLED" && {
      refreshTokenRotation: rotation.optionalInteger("RetryGracePeriodSeconds") ?? 0,
    }),
    readAttributes: input.optionalTexts("ReadAttributes") ?? defaultReadAttributes(pool.settings),
    writeAttributes: input.optionalTexts("WriteAttributes") ?? defaultWriteAttributes(pool.settings),
  };
}

/** The API's default; Pulumi's provider has LEGACY. */
function existenceErrors(input: Members): ClientSettings["preventUserExistenceErrors"] {
  const given = input.optionalText("PreventUserExistenceErrors") ?? "LEGACY";
  if (given === "ENABLED" || given === "LEGACY") return given;
  throw constraint(
    given,
    "preventUserExistenceErrors",
    "Member must satisfy enum value set: [LEGACY, ENABLED]",
  );
}

import type { User, UserPoolClient } from "./model.ts";
import type { Metadata, Triggers } from "./triggers.ts";
import type { UserPool } from "./user-pool.ts";

type Claims = Readonly<Record<string, unknown>>;

/** What of a sign-in's tokens a function can change. */
export interface TokenClaims {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole: string | undefined;
  readonly scopes: readonly string[];
  readonly id: Claims;
  readonly access: Claims;
}

export interface TokenOccasion {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
  readonly source: string;
  readonly metadata?: Metadata | undefined;
}

/** The scope of every token that the API's own sign-in flows give out. */
const USER_ADMIN_SCOPE = "aws.cognito.signin.user.admin";

/** Claims that a function cannot set or suppress. Source: Amazon Cognito Developer Guide, "Pre token generation Lambda trigger". */
const FIXED = new Set([
  ...[
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "client_id",
    "cognito:username",
    "event_id",
    "exp",
    "iat",
  ],
  ...["identities", "iss", "jti", "nbf", "nonce", "origin_jti", "scope", "sub", "token_use", "username"],
]);

interface Overrides {
  readonly claimsToAddOrOverride?: Claims | null;
  readonly claimsToSuppress?: readonly string[] | null;
  readonly scopesToAdd?: readonly string[] | null;
  readonly scopesToSuppress?: readonly string[] | null;
}

interface GroupOverrides {
  readonly groupsToOverride?: readonly string[] | null;
  readonly iamRolesToOverride?: readonly string[] | null;
  readonly preferredRole?: string | null;
}

/** The claims of a user's tokens, as the pool's function leaves them where it has one. */
export async function tokenClaims(triggers: Triggers, occasion: TokenOccasion): Promise<TokenClaims> {
  const { pool, client, user } = occasion;
  const groups = pool.groupsOf(user);
  const roles = groups.flatMap((group) => group.settings.roleArn ?? []);
  const claims: TokenClaims = {
    groups: groups.map((group) => group.settings.groupName),
    roles,
    preferredRole: roles[0],
    scopes: [USER_ADMIN_SCOPE],
    id: attributeClaims(user, client.settings.readAttributes),
    access: {},
  };
  const isV2 = pool.settings.lambdaConfig.preTokenGenerationVersion === "V2_0";
  const response = await triggers.call(
    "preTokenGeneration",
    { ...occasion, clientId: client.clientId },
    {
      version: isV2 ? "2" : "1",
      request: {
        groupConfiguration: {
          groupsToOverride: claims.groups,
          iamRolesToOverride: roles,
          preferredRole: claims.preferredRole ?? null,
        },
        ...(isV2 && { scopes: claims.scopes }),
      },
      response: isV2 ? { claimsAndScopeOverrideDetails: null } : { claimsOverrideDetails: null },
    },
  );
  return response === undefined ? claims : isV2 ? withV2(claims, response) : withV1(claims, response);
}

function withV1(claims: TokenClaims, response: Claims): TokenClaims {
  const details = (response.claimsOverrideDetails ?? {}) as Overrides & {
    readonly groupOverrideDetails?: GroupOverrides | null;
  };
  return { ...withGroups(claims, details.groupOverrideDetails), id: overridden(claims.id, details) };
}

function withV2(claims: TokenClaims, response: Claims): TokenClaims {
  const details = (response.claimsAndScopeOverrideDetails ?? {}) as {
    readonly idTokenGeneration?: Overrides | null;
    readonly accessTokenGeneration?: Overrides | null;
    readonly groupOverrideDetails?: GroupOverrides | null;
  };
  const access = details.accessTokenGeneration ?? {};
  const suppressed = access.scopesToSuppress ?? [];
  return {
    ...withGroups(claims, details.groupOverrideDetails),
    id: overridden(claims.id, details.idTokenGeneration ?? {}),
    access: overridden(claims.access, access),
    scopes: [...new Set([...claims.scopes, ...(access.scopesToAdd ?? [])])].filter(
      (scope) => !suppressed.includes(scope),
    ),
  };
}

function withGroups(claims: TokenClaims, overrides: GroupOverrides | null | undefined): TokenClaims {
  if (!overrides) return claims;
  return {
    ...claims,
    groups: overrides.groupsToOverride ?? [],
    roles: overrides.iamRolesToOverride ?? [],
    preferredRole: overrides.preferredRole ?? undefined,
  };
}

function overridden(claims: Claims, { claimsToAddOrOverride, claimsToSuppress }: Overrides): Claims {
  const suppressed = claimsToSuppress ?? [];
  const kept = Object.entries(claims).filter(([name]) => !suppressed.includes(name));
  const added = Object.entries(claimsToAddOrOverride ?? {}).filter(([name]) => !FIXED.has(name));
  return Object.fromEntries([...kept, ...added]);
}

function attributeClaims(user: User, readable: readonly string[]): Claims {
  const claims = [...user.attributes].filter(([name]) => readable.includes(name));
  return Object.fromEntries(
    claims.map(([name, value]) => [
      name,
      name.endsWith("_verified") ? value.toLowerCase() === "true" : value,
    ]),
  );
}

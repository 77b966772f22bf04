import { randomUUID } from "node:crypto";
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../core/clock.ts";
import { notAuthorized, userNotFound } from "./errors.ts";
import type { SignInSession, User, UserPoolClient } from "./model.ts";
import type { TokenUse } from "./pool-keys.ts";
import { seconds } from "./settings.ts";
import type { UserPool } from "./user-pool.ts";
import { randomOpaque, type UserPools } from "./user-pools.ts";

export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly ExpiresIn: number;
  readonly TokenType: "Bearer";
}

/** The scope of every token that the API's own sign-in flows give out. */
const USER_ADMIN_SCOPE = "aws.cognito.signin.user.admin";

/**
 * Signs and checks a pool's tokens.
 * Source: Amazon Cognito Developer Guide, "Understanding user pool JSON web tokens (JWTs)".
 */
export class Tokens {
  readonly #clock: Clock;
  readonly #pools: UserPools;

  constructor(clock: Clock, pools: UserPools) {
    this.#clock = clock;
    this.#pools = pools;
  }

  /** The tokens of a new sign-in. */
  signIn(pool: UserPool, client: UserPoolClient, user: User): Promise<AuthenticationResult> {
    const now = this.#clock.now();
    const { refreshTokenValidity, tokenValidityUnits } = client.settings;
    const session: SignInSession = {
      originJti: randomUUID(),
      refreshToken: randomOpaque(),
      username: user.username,
      clientId: client.clientId,
      authTime: now,
      refreshUntil: now + seconds(refreshTokenValidity, tokenValidityUnits.refreshToken) * 1000,
      revoked: false,
    };
    pool.sessions.set(session.refreshToken, session);
    return this.issue(pool, client, user, session, true);
  }

  async issue(
    pool: UserPool,
    client: UserPoolClient,
    user: User,
    session: SignInSession,
    withRefreshToken: boolean,
  ): Promise<AuthenticationResult> {
    const { settings } = client;
    const { tokenValidityUnits: units } = settings;
    const accessSeconds = seconds(settings.accessTokenValidity, units.accessToken);
    const idSeconds = seconds(settings.idTokenValidity, units.idToken);
    const eventId = randomUUID();
    const groups = pool.groupsOf(user);
    const shared = {
      sub: user.sub,
      ...(groups.length > 0 && { "cognito:groups": groups.map((group) => group.settings.groupName) }),
      iss: pool.issuer,
      ...(settings.enableTokenRevocation && { origin_jti: session.originJti }),
      event_id: eventId,
    };
    const [AccessToken, IdToken] = await Promise.all([
      this.#sign(pool, "access", session, accessSeconds, {
        ...shared,
        client_id: client.clientId,
        scope: USER_ADMIN_SCOPE,
        username: user.username,
      }),
      this.#sign(pool, "id", session, idSeconds, {
        ...shared,
        ...attributeClaims(user, settings.readAttributes),
        ...roleClaims(groups.flatMap((group) => group.settings.roleArn ?? [])),
        "cognito:username": user.username,
        aud: client.clientId,
      }),
    ]);
    return {
      AccessToken,
      ExpiresIn: accessSeconds,
      TokenType: "Bearer",
      ...(withRefreshToken && { RefreshToken: session.refreshToken }),
      IdToken,
    };
  }

  /** Who an access token stands for. @throws {AwsError} `NotAuthorizedException`, `UserNotFoundException` */
  async check(accessToken: string): Promise<{ readonly pool: UserPool; readonly user: User }> {
    const pool = this.#pools.byIssuer(issuerOf(accessToken));
    if (pool === undefined) throw notAuthorized("Invalid Access Token");
    const payload = await this.#verified(pool, accessToken);
    if (payload.token_use !== "access") throw notAuthorized("Invalid Access Token");
    const user = pool.findUser(String(payload.username));
    if (user === undefined) throw userNotFound();
    if (this.#isRevoked(pool, user, payload)) throw notAuthorized("Access Token has been revoked");
    return { pool, user };
  }

  async #sign(
    pool: UserPool,
    use: TokenUse,
    session: SignInSession,
    validSeconds: number,
    claims: JWTPayload,
  ): Promise<string> {
    const { kid, privateKey } = await pool.keys.signingKey(use);
    const iat = Math.floor(this.#clock.now() / 1000);
    return new SignJWT({
      ...claims,
      token_use: use,
      auth_time: Math.floor(session.authTime / 1000),
      exp: iat + validSeconds,
      iat,
      jti: randomUUID(),
    })
      .setProtectedHeader({ kid, alg: "RS256" })
      .sign(privateKey);
  }

  async #verified(pool: UserPool, token: string): Promise<JWTPayload> {
    try {
      const keys = createLocalJWKSet({ keys: [...pool.keys.keys] } as unknown as JSONWebKeySet);
      const options = { algorithms: ["RS256"], currentDate: this.#clock.date(), issuer: pool.issuer };
      return (await jwtVerify(token, keys, options)).payload;
    } catch (error) {
      const expired = (error as { code?: string }).code === "ERR_JWT_EXPIRED";
      throw notAuthorized(
        expired ? "Access Token has expired" : "Could not verify signature for Access Token",
      );
    }
  }

  #isRevoked(pool: UserPool, user: User, { origin_jti: originJti, iat = 0 }: JWTPayload): boolean {
    if (originJti === undefined) return iat * 1000 < user.signedOutAt;
    const session = [...pool.sessions.values()].find((candidate) => candidate.originJti === originJti);
    return session?.revoked ?? true;
  }
}

function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? "";
  } catch {
    throw notAuthorized("Invalid Access Token");
  }
}

function attributeClaims(user: User, readable: readonly string[]): Record<string, unknown> {
  const claims = [...user.attributes].filter(([name]) => readable.includes(name));
  return Object.fromEntries(
    claims.map(([name, value]) => [
      name,
      name.endsWith("_verified") ? value.toLowerCase() === "true" : value,
    ]),
  );
}

function roleClaims(roleArns: readonly string[]): Record<string, unknown> {
  if (roleArns.length === 0) return {};
  return { "cognito:roles": roleArns, "cognito:preferred_role": roleArns[0] };
}

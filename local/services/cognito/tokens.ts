import { randomUUID } from "node:crypto";
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../core/clock.ts";
import { notAuthorized, userNotFound } from "./errors.ts";
import type { SignInSession, User, UserPoolClient } from "./model.ts";
import type { TokenUse } from "./pool-keys.ts";
import { seconds } from "./settings.ts";
import { type TokenOccasion, tokenClaims } from "./token-claims.ts";
import type { Triggers } from "./triggers.ts";
import type { UserPool } from "./user-pool.ts";
import { randomOpaque, type UserPools } from "./user-pools.ts";

export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly ExpiresIn: number;
  readonly TokenType: "Bearer";
}

/** Who an access token was given to, and through which client. */
export interface TokenHolder {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
}

/**
 * Signs and checks a pool's tokens.
 * Source: Amazon Cognito Developer Guide, "Understanding user pool JSON web tokens (JWTs)".
 */
export class Tokens {
  readonly #clock: Clock;
  readonly #pools: UserPools;
  readonly #triggers: Triggers;

  constructor(clock: Clock, pools: UserPools, triggers: Triggers) {
    this.#clock = clock;
    this.#pools = pools;
    this.#triggers = triggers;
  }

  /** The tokens of a new sign-in. */
  signIn(occasion: TokenOccasion): Promise<AuthenticationResult> {
    const { pool, client, user } = occasion;
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
    pool.putSession(session);
    return this.issue(occasion, session, session.refreshToken, now);
  }

  /** Tokens of a sign-in, with the refresh token that goes with them where one is given out. */
  async issue(
    occasion: TokenOccasion,
    session: SignInSession,
    refreshToken?: string,
    now = this.#clock.now(),
  ): Promise<AuthenticationResult> {
    const { pool, client, user } = occasion;
    const { settings } = client;
    const { tokenValidityUnits: units } = settings;
    const accessSeconds = seconds(settings.accessTokenValidity, units.accessToken);
    const idSeconds = seconds(settings.idTokenValidity, units.idToken);
    const eventId = randomUUID();
    const { groups, roles, preferredRole, scopes, id, access } = await tokenClaims(this.#triggers, occasion);
    const shared = {
      sub: user.sub,
      ...(groups.length > 0 && { "cognito:groups": groups }),
      iss: pool.issuer,
      ...(settings.enableTokenRevocation && { origin_jti: session.originJti }),
      event_id: eventId,
    };
    const [AccessToken, IdToken] = await Promise.all([
      this.#sign(
        pool,
        "access",
        { session, now, validSeconds: accessSeconds },
        {
          ...access,
          ...shared,
          client_id: client.clientId,
          scope: scopes.join(" "),
          username: user.username,
        },
      ),
      this.#sign(
        pool,
        "id",
        { session, now, validSeconds: idSeconds },
        {
          ...shared,
          ...id,
          ...(roles.length > 0 && { "cognito:roles": roles }),
          ...(preferredRole !== undefined && { "cognito:preferred_role": preferredRole }),
          "cognito:username": user.username,
          aud: client.clientId,
        },
      ),
    ]);
    return {
      AccessToken,
      ExpiresIn: accessSeconds,
      TokenType: "Bearer",
      ...(refreshToken !== undefined && { RefreshToken: refreshToken }),
      IdToken,
    };
  }

  /** Takes a refresh token's place with a new one, which ends when the first one would have. */
  rotate(pool: UserPool, session: SignInSession): string {
    session.rotatedAt ??= this.#clock.now();
    pool.putSession(session);
    const { rotatedAt: _, ...kept } = session;
    const next = { ...kept, refreshToken: randomOpaque() };
    pool.putSession(next);
    return next.refreshToken;
  }

  /** Who an access token stands for. @throws {AwsError} `NotAuthorizedException`, `UserNotFoundException` */
  async check(accessToken: string): Promise<TokenHolder> {
    const pool = this.#pools.byIssuer(issuerOf(accessToken));
    if (pool === undefined) throw notAuthorized("Invalid Access Token");
    const payload = await this.#verified(pool, accessToken);
    if (payload.token_use !== "access") throw notAuthorized("Invalid Access Token");
    const user = pool.findUser(String(payload.username));
    if (user === undefined) throw userNotFound();
    if (!user.enabled) throw notAuthorized("User is disabled.");
    if (this.#isRevoked(pool, user, payload)) throw notAuthorized("Access Token has been revoked");
    return { pool, client: this.#pools.client(pool.id, String(payload.client_id)), user };
  }

  async #sign(
    pool: UserPool,
    use: TokenUse,
    { session, now, validSeconds }: { session: SignInSession; now: number; validSeconds: number },
    claims: JWTPayload,
  ): Promise<string> {
    const { kid, privateKey } = await pool.keys.signingKey(use);
    const iat = Math.floor(now / 1000);
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

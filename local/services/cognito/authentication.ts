import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { checkAttributes } from "./attributes.ts";
import { incorrectCredentials, invalidParameter, notAuthorized, userNotFound } from "./errors.ts";
import type { User, UserPoolClient } from "./model.ts";
import { checkPassword } from "./password-policy.ts";
import { checkSecretHash } from "./secret-hash.ts";
import { expectedSignature, isPassword, makeVerifier, type SrpHandshake, startHandshake } from "./srp.ts";
import type { AuthenticationResult, Tokens } from "./tokens.ts";
import type { UserPool } from "./user-pool.ts";
import { randomOpaque } from "./user-pools.ts";

export type Parameters = Readonly<Record<string, string>>;

export interface AuthenticationAnswer {
  readonly AuthenticationResult?: AuthenticationResult;
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: Parameters;
  readonly Session?: string;
}

interface Challenge {
  readonly poolId: string;
  readonly clientId: string;
  /** Undefined for a user who does not exist, where Cognito does not let that show. */
  readonly user: User | undefined;
  readonly name: "PASSWORD_VERIFIER" | "NEW_PASSWORD_REQUIRED";
  readonly expiresAt: number;
  readonly srp?: { readonly handshake: SrpHandshake; readonly username: string };
}

const FREE_ATTEMPTS = 5;
const MAX_LOCK_MS = 15 * 60_000;

/** The sign-in flows. Source: Amazon Cognito Developer Guide, "Authentication flows"; the messages are Cognito's. */
export class Authentication {
  readonly #clock: Clock;
  readonly #tokens: Tokens;
  readonly #challenges = new Map<string, Challenge>();

  constructor(clock: Clock, tokens: Tokens) {
    this.#clock = clock;
    this.#tokens = tokens;
  }

  initiate(
    pool: UserPool,
    client: UserPoolClient,
    flow: string,
    parameters: Parameters,
  ): Promise<AuthenticationAnswer> {
    switch (flow) {
      case "USER_PASSWORD_AUTH":
      case "ADMIN_USER_PASSWORD_AUTH":
      case "ADMIN_NO_SRP_AUTH":
        return this.#withPassword(pool, client, parameters);
      case "USER_SRP_AUTH":
        return Promise.resolve(this.#startSrp(pool, client, parameters));
      case "REFRESH_TOKEN_AUTH":
      case "REFRESH_TOKEN":
        return this.#refresh(pool, client, parameters);
      default:
        throw invalidParameter(`The local cloud does not have the authentication flow ${flow}.`);
    }
  }

  respond(
    pool: UserPool,
    client: UserPoolClient,
    challengeName: string,
    session: string | undefined,
    responses: Parameters,
  ): Promise<AuthenticationAnswer> {
    if (challengeName === "PASSWORD_VERIFIER") return this.#verifyPassword(pool, client, responses);
    if (challengeName === "NEW_PASSWORD_REQUIRED") return this.#newPassword(pool, client, session, responses);
    throw invalidParameter(`The local cloud does not have the challenge ${challengeName}.`);
  }

  /** Counts failures, as Cognito does, against a user's guessed password. @throws {AwsError} `NotAuthorizedException` */
  checkCredentials(user: User, isRight: () => boolean): void {
    const now = this.#clock.now();
    if (user.lockedUntil > now) throw notAuthorized("Password attempts exceeded");
    if (now - user.lastFailureAt >= MAX_LOCK_MS) user.failedAttempts = 0;
    if (isRight()) {
      user.failedAttempts = 0;
      return;
    }
    user.failedAttempts++;
    user.lastFailureAt = now;
    const excess = user.failedAttempts - FREE_ATTEMPTS;
    if (excess >= 0) user.lockedUntil = now + Math.min(MAX_LOCK_MS, 1000 * 2 ** excess);
    throw incorrectCredentials();
  }

  async #withPassword(
    pool: UserPool,
    client: UserPoolClient,
    parameters: Parameters,
  ): Promise<AuthenticationAnswer> {
    const name = need(parameters, "USERNAME");
    const password = need(parameters, "PASSWORD");
    checkSecretHash(client, parameters.SECRET_HASH, name);
    const user = pool.findUser(name);
    if (user === undefined) throw noSuchUser(client);
    this.checkCredentials(
      user,
      () => user.verifier !== undefined && isPassword(user.verifier, pool.shortName, user.username, password),
    );
    return this.#signedIn(pool, client, user);
  }

  #startSrp(pool: UserPool, client: UserPoolClient, parameters: Parameters): AuthenticationAnswer {
    const name = need(parameters, "USERNAME");
    const clientPublic = need(parameters, "SRP_A");
    checkSecretHash(client, parameters.SECRET_HASH, name);
    const user = pool.findUser(name);
    if (user === undefined && client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
    const username = user?.username ?? (pool.settings.usernameAttributes.length > 0 ? randomUUID() : name);
    const verifier = user?.verifier ?? makeVerifier(pool.shortName, username, randomOpaque());
    const handshake = startHandshake(verifier, clientPublic);
    if (handshake === undefined) throw invalidParameter("SRP_A is not a valid public value.");
    const secretBlock = randomBytes(512).toString("base64");
    this.#remember(secretBlock, pool, client, user, { handshake, username });
    return {
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeParameters: {
        SALT: verifier.salt.toString(16),
        SECRET_BLOCK: secretBlock,
        SRP_B: handshake.serverPublic.toString(16),
        USERNAME: username,
        USER_ID_FOR_SRP: username,
      },
    };
  }

  async #verifyPassword(
    pool: UserPool,
    client: UserPoolClient,
    responses: Parameters,
  ): Promise<AuthenticationAnswer> {
    const name = need(responses, "USERNAME");
    const secretBlock = need(responses, "PASSWORD_CLAIM_SECRET_BLOCK");
    const signature = Buffer.from(need(responses, "PASSWORD_CLAIM_SIGNATURE"), "base64");
    const timestamp = need(responses, "TIMESTAMP");
    checkSecretHash(client, responses.SECRET_HASH, name);
    const { user, srp } = this.#recall(secretBlock, "PASSWORD_VERIFIER", pool, client);
    this.#challenges.delete(secretBlock);
    if (user === undefined || srp === undefined || user.verifier === undefined) throw incorrectCredentials();
    const { verifier } = user;
    this.checkCredentials(user, () => {
      const block = Buffer.from(secretBlock, "base64");
      const { handshake, username } = srp;
      const expected = expectedSignature(verifier, handshake, pool.shortName, username, block, timestamp);
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    });
    return this.#signedIn(pool, client, user);
  }

  async #refresh(
    pool: UserPool,
    client: UserPoolClient,
    parameters: Parameters,
  ): Promise<AuthenticationAnswer> {
    const session = pool.sessions.get(need(parameters, "REFRESH_TOKEN"));
    const user = session && pool.findUser(session.username);
    if (session === undefined || user === undefined || session.clientId !== client.clientId)
      throw notAuthorized("Invalid Refresh Token");
    checkSecretHash(client, parameters.SECRET_HASH, user.username, user.sub);
    if (session.revoked) throw notAuthorized("Refresh Token has been revoked");
    if (session.refreshUntil <= this.#clock.now()) throw notAuthorized("Refresh Token has expired");
    return {
      ChallengeParameters: {},
      AuthenticationResult: await this.#tokens.issue(pool, client, user, session, false),
    };
  }

  async #newPassword(
    pool: UserPool,
    client: UserPoolClient,
    session: string | undefined,
    responses: Parameters,
  ): Promise<AuthenticationAnswer> {
    const name = need(responses, "USERNAME");
    const password = need(responses, "NEW_PASSWORD");
    if (session === undefined) throw invalidParameter("Missing required parameter Session");
    checkSecretHash(client, responses.SECRET_HASH, name);
    const { user } = this.#recall(session, "NEW_PASSWORD_REQUIRED", pool, client);
    if (user === undefined || user !== pool.findUser(name))
      throw notAuthorized("Invalid session for the user.");
    checkPassword(pool.settings.passwordPolicy, password, "Password does not conform to policy");
    const written = new Map(user.attributes);
    for (const [key, value] of Object.entries(responses))
      if (key.startsWith("userAttributes.")) written.set(key.slice("userAttributes.".length), value);
    checkAttributes(pool.settings.schema, written);
    pool.setPassword(user, password, true);
    for (const [key, value] of written) user.attributes.set(key, value);
    this.#challenges.delete(session);
    return this.#signedIn(pool, client, user);
  }

  async #signedIn(pool: UserPool, client: UserPoolClient, user: User): Promise<AuthenticationAnswer> {
    if (user.status === "UNCONFIRMED")
      throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      if ((user.temporaryPasswordUntil ?? 0) <= this.#clock.now())
        throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
      const session = randomOpaque();
      this.#remember(session, pool, client, user);
      const { sub: _, ...userAttributes } = Object.fromEntries(user.attributes);
      return {
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        ChallengeParameters: {
          USER_ID_FOR_SRP: user.username,
          requiredAttributes: "[]",
          userAttributes: JSON.stringify(userAttributes),
        },
        Session: session,
      };
    }
    return { ChallengeParameters: {}, AuthenticationResult: await this.#tokens.signIn(pool, client, user) };
  }

  #remember(
    key: string,
    pool: UserPool,
    client: UserPoolClient,
    user: User | undefined,
    srp?: Challenge["srp"],
  ): void {
    const now = this.#clock.now();
    for (const [old, challenge] of this.#challenges)
      if (challenge.expiresAt <= now) this.#challenges.delete(old);
    const expiresAt = now + client.settings.authSessionValidity * 60_000;
    const name = srp === undefined ? "NEW_PASSWORD_REQUIRED" : "PASSWORD_VERIFIER";
    this.#challenges.set(key, {
      poolId: pool.id,
      clientId: client.clientId,
      user,
      name,
      expiresAt,
      ...(srp && { srp }),
    });
  }

  #recall(key: string, name: Challenge["name"], pool: UserPool, client: UserPoolClient): Challenge {
    const challenge = this.#challenges.get(key);
    if (challenge?.name !== name || challenge.poolId !== pool.id || challenge.clientId !== client.clientId)
      throw notAuthorized("Invalid session for the user.");
    if (challenge.expiresAt <= this.#clock.now())
      throw notAuthorized("Invalid session for the user, session is expired.");
    return challenge;
  }
}

function need(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === "") throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

function noSuchUser(client: UserPoolClient): AwsError {
  return client.settings.preventUserExistenceErrors === "LEGACY" ? userNotFound() : incorrectCredentials();
}

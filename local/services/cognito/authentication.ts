import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { checkAttributes } from "./attributes.ts";
import { incorrectCredentials, invalidParameter, notAuthorized, userNotFound } from "./errors.ts";
import type { User, UserPoolClient } from "./model.ts";
import { checkPassword } from "./password-policy.ts";
import { checkSecretHash } from "./secret-hash.ts";
import { takeTotp } from "./software-token.ts";
import { expectedSignature, isPassword, makeVerifier, type SrpHandshake, startHandshake } from "./srp.ts";
import type { AuthenticationResult, Tokens } from "./tokens.ts";
import type { Metadata, Triggers } from "./triggers.ts";
import type { UserPool } from "./user-pool.ts";
import { randomOpaque } from "./user-pools.ts";

export type Parameters = Readonly<Record<string, string>>;

export interface AuthenticationAnswer {
  readonly AuthenticationResult?: AuthenticationResult;
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: Parameters;
  readonly Session?: string;
}

export type ChallengeName =
  | "PASSWORD_VERIFIER"
  | "NEW_PASSWORD_REQUIRED"
  | "SOFTWARE_TOKEN_MFA"
  | "MFA_SETUP";

/** A sign-in under way: who signs in where, and what their app said of it. */
interface SignIn {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly metadata: Metadata | undefined;
}

interface Challenge {
  readonly poolId: string;
  readonly clientId: string;
  /** Undefined for a user who does not exist, where Cognito does not let that show. */
  readonly user: User | undefined;
  readonly name: ChallengeName;
  readonly expiresAt: number;
  readonly srp?: { readonly handshake: SrpHandshake; readonly username: string };
  /** What pre token generation is told; the sign-in may have begun with a new password. */
  readonly source: TokenSource;
  /** Whether the user has set up the second factor that MFA_SETUP asks for. */
  isSetUp?: boolean;
}

type TokenSource = "TokenGeneration_Authentication" | "TokenGeneration_NewPasswordChallenge";

const FREE_ATTEMPTS = 5;
const MAX_LOCK_MS = 15 * 60_000;

/** The sign-in flows. Source: Amazon Cognito Developer Guide, "Authentication flows"; the messages are Cognito's. */
export class Authentication {
  readonly #clock: Clock;
  readonly #tokens: Tokens;
  readonly #triggers: Triggers;
  readonly #challenges = new Map<string, Challenge>();

  constructor(clock: Clock, tokens: Tokens, triggers: Triggers) {
    this.#clock = clock;
    this.#tokens = tokens;
    this.#triggers = triggers;
  }

  async initiate(signIn: SignIn, flow: string, parameters: Parameters): Promise<AuthenticationAnswer> {
    switch (flow) {
      case "USER_PASSWORD_AUTH":
      case "ADMIN_USER_PASSWORD_AUTH":
      case "ADMIN_NO_SRP_AUTH":
        return this.#withPassword(signIn, parameters);
      case "USER_SRP_AUTH":
        return this.#startSrp(signIn, parameters);
      case "REFRESH_TOKEN_AUTH":
      case "REFRESH_TOKEN":
        return this.#refresh(signIn, parameters);
      default:
        throw invalidParameter(`The local cloud does not have the authentication flow ${flow}.`);
    }
  }

  async respond(
    signIn: SignIn,
    challengeName: string,
    session: string | undefined,
    responses: Parameters,
  ): Promise<AuthenticationAnswer> {
    switch (challengeName) {
      case "PASSWORD_VERIFIER":
        return this.#verifyPassword(signIn, responses);
      case "NEW_PASSWORD_REQUIRED":
        return this.#newPassword(signIn, needSession(session), responses);
      case "SOFTWARE_TOKEN_MFA":
        return this.#secondFactor(signIn, needSession(session), responses);
      case "MFA_SETUP":
        return this.#afterSetup(signIn, needSession(session), responses);
      default:
        throw invalidParameter(`The local cloud does not have the challenge ${challengeName}.`);
    }
  }

  /** The user who is to set up a second factor before the sign-in goes on. @throws {AwsError} `NotAuthorizedException` */
  settingUp(session: string): { readonly user: User; readonly done: () => string } {
    const challenge = this.#challenges.get(session);
    if (challenge?.name !== "MFA_SETUP" || challenge.user === undefined) throw invalidSession();
    if (challenge.expiresAt <= this.#clock.now()) throw expiredSession();
    const done = () => {
      challenge.isSetUp = true;
      return session;
    };
    return { user: challenge.user, done };
  }

  /** The tokens for a refresh token, and another refresh token where the client has them change. */
  async refreshed(signIn: SignIn, refreshToken: string): Promise<AuthenticationResult> {
    const { pool, client } = signIn;
    const { session, user } = this.#requireRefreshable(signIn, refreshToken);
    const { refreshTokenRotation: graceSeconds } = client.settings;
    const source = "TokenGeneration_RefreshTokens";
    if (graceSeconds === undefined) return this.#tokens.issue({ ...signIn, user, source }, session);
    if (session.rotatedAt !== undefined && session.rotatedAt + graceSeconds * 1000 <= this.#clock.now()) {
      throw new AwsError("RefreshTokenReuseException", "Refresh token has been invalidated by rotation");
    }
    return this.#tokens.issue({ ...signIn, user, source }, session, this.#tokens.rotate(pool, session));
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

  async #withPassword(signIn: SignIn, parameters: Parameters): Promise<AuthenticationAnswer> {
    const { pool, client } = signIn;
    const name = need(parameters, "USERNAME");
    const password = need(parameters, "PASSWORD");
    checkSecretHash(client, parameters.SECRET_HASH, name);
    const user = pool.findUser(name);
    if (user === undefined) throw noSuchUser(client);
    await this.#preAuthentication(signIn, user);
    this.checkCredentials(
      user,
      () => user.verifier !== undefined && isPassword(user.verifier, pool.shortName, user.username, password),
    );
    return this.#signedIn(signIn, user);
  }

  async #startSrp(signIn: SignIn, parameters: Parameters): Promise<AuthenticationAnswer> {
    const { pool, client } = signIn;
    const name = need(parameters, "USERNAME");
    const clientPublic = need(parameters, "SRP_A");
    checkSecretHash(client, parameters.SECRET_HASH, name);
    const user = pool.findUser(name);
    if (user === undefined && client.settings.preventUserExistenceErrors === "LEGACY") throw userNotFound();
    if (user !== undefined) await this.#preAuthentication(signIn, user);
    const username = user?.username ?? (pool.settings.usernameAttributes.length > 0 ? randomUUID() : name);
    const verifier = user?.verifier ?? makeVerifier(pool.shortName, username, randomOpaque());
    const handshake = startHandshake(verifier, clientPublic);
    if (handshake === undefined) throw invalidParameter("SRP_A is not a valid public value.");
    const secretBlock = randomBytes(512).toString("base64");
    this.#remember(secretBlock, "PASSWORD_VERIFIER", signIn, user, { srp: { handshake, username } });
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

  async #verifyPassword(signIn: SignIn, responses: Parameters): Promise<AuthenticationAnswer> {
    const { pool, client } = signIn;
    const name = need(responses, "USERNAME");
    const secretBlock = need(responses, "PASSWORD_CLAIM_SECRET_BLOCK");
    const signature = Buffer.from(need(responses, "PASSWORD_CLAIM_SIGNATURE"), "base64");
    const timestamp = need(responses, "TIMESTAMP");
    checkSecretHash(client, responses.SECRET_HASH, name);
    const { user, srp } = this.#recall(secretBlock, "PASSWORD_VERIFIER", signIn);
    this.#challenges.delete(secretBlock);
    if (user === undefined || srp === undefined || user.verifier === undefined) throw incorrectCredentials();
    const { verifier } = user;
    this.checkCredentials(user, () => {
      const block = Buffer.from(secretBlock, "base64");
      const { handshake, username } = srp;
      const expected = expectedSignature(verifier, handshake, pool.shortName, username, block, timestamp);
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    });
    return this.#signedIn(signIn, user);
  }

  async #refresh(signIn: SignIn, parameters: Parameters): Promise<AuthenticationAnswer> {
    const { user } = this.#requireRefreshable(signIn, need(parameters, "REFRESH_TOKEN"));
    checkSecretHash(signIn.client, parameters.SECRET_HASH, user.username, user.sub);
    return {
      ChallengeParameters: {},
      AuthenticationResult: await this.refreshed(signIn, need(parameters, "REFRESH_TOKEN")),
    };
  }

  #requireRefreshable({ pool, client }: SignIn, refreshToken: string) {
    const session = pool.sessions.get(refreshToken);
    const user = session && pool.findUser(session.username);
    if (session === undefined || user === undefined || session.clientId !== client.clientId)
      throw notAuthorized("Invalid Refresh Token");
    if (session.revoked) throw notAuthorized("Refresh Token has been revoked");
    if (session.refreshUntil <= this.#clock.now()) throw notAuthorized("Refresh Token has expired");
    if (!user.enabled) throw notAuthorized("User is disabled.");
    return { session, user };
  }

  async #newPassword(signIn: SignIn, session: string, responses: Parameters): Promise<AuthenticationAnswer> {
    const { pool, client } = signIn;
    const name = need(responses, "USERNAME");
    const password = need(responses, "NEW_PASSWORD");
    checkSecretHash(client, responses.SECRET_HASH, name);
    const { user } = this.#recall(session, "NEW_PASSWORD_REQUIRED", signIn);
    if (user === undefined || user !== pool.findUser(name)) throw invalidSession();
    checkPassword(pool.settings.passwordPolicy, password, "Password does not conform to policy");
    const written = new Map(user.attributes);
    for (const [key, value] of Object.entries(responses))
      if (key.startsWith("userAttributes.")) written.set(key.slice("userAttributes.".length), value);
    checkAttributes(pool.settings.schema, written);
    pool.setPassword(user, password, true);
    for (const [key, value] of written) user.attributes.set(key, value);
    this.#challenges.delete(session);
    return this.#signedIn(signIn, user, "TokenGeneration_NewPasswordChallenge");
  }

  async #secondFactor(signIn: SignIn, session: string, responses: Parameters): Promise<AuthenticationAnswer> {
    const { user, source } = this.#challenged(signIn, session, "SOFTWARE_TOKEN_MFA", responses);
    const code = need(responses, "SOFTWARE_TOKEN_MFA_CODE");
    if (user.softwareToken === undefined) throw invalidSession();
    takeTotp(user.softwareToken, code, this.#clock);
    this.#challenges.delete(session);
    return this.#complete(signIn, user, source);
  }

  async #afterSetup(signIn: SignIn, session: string, responses: Parameters): Promise<AuthenticationAnswer> {
    const { user, source, isSetUp } = this.#challenged(signIn, session, "MFA_SETUP", responses);
    if (isSetUp !== true) throw invalidParameter("User has not set up software token mfa");
    this.#challenges.delete(session);
    return this.#complete(signIn, user, source);
  }

  #challenged(
    signIn: SignIn,
    session: string,
    name: ChallengeName,
    responses: Parameters,
  ): Challenge & { readonly user: User } {
    const username = need(responses, "USERNAME");
    checkSecretHash(signIn.client, responses.SECRET_HASH, username);
    const challenge = this.#recall(session, name, signIn);
    const { user } = challenge;
    if (user === undefined || user !== signIn.pool.findUser(username)) throw invalidSession();
    return { ...challenge, user };
  }

  async #preAuthentication({ pool, client, metadata }: SignIn, user: User): Promise<void> {
    await this.#triggers.call(
      "preAuthentication",
      { pool, clientId: client.clientId, user, source: "PreAuthentication_Authentication" },
      { request: { validationData: metadata ?? {} } },
    );
  }

  /** Goes on where the user is known to be who they say they are. */
  async #signedIn(
    signIn: SignIn,
    user: User,
    source: TokenSource = "TokenGeneration_Authentication",
  ): Promise<AuthenticationAnswer> {
    if (!user.enabled) throw notAuthorized("User is disabled.");
    if (user.status === "UNCONFIRMED")
      throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
    if (user.status === "RESET_REQUIRED")
      throw new AwsError("PasswordResetRequiredException", "Password reset required for the user");
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      if ((user.temporaryPasswordUntil ?? 0) <= this.#clock.now())
        throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
      return this.#challenge("NEW_PASSWORD_REQUIRED", signIn, user, source, {
        requiredAttributes: "[]",
        userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
      });
    }
    const { mfaConfiguration } = signIn.pool.settings;
    if (mfaConfiguration !== "OFF" && user.softwareToken !== undefined && user.softwareTokenMfa) {
      return this.#challenge("SOFTWARE_TOKEN_MFA", signIn, user, source, {});
    }
    if (mfaConfiguration === "ON") {
      return this.#challenge("MFA_SETUP", signIn, user, source, {
        MFAS_CAN_SETUP: JSON.stringify(["SOFTWARE_TOKEN_MFA"]),
      });
    }
    return this.#complete(signIn, user, source);
  }

  async #complete(signIn: SignIn, user: User, source: TokenSource): Promise<AuthenticationAnswer> {
    const { pool, client, metadata } = signIn;
    await this.#triggers.call(
      "postAuthentication",
      { pool, clientId: client.clientId, user, source: "PostAuthentication_Authentication", metadata },
      { request: { newDeviceUsed: false } },
    );
    return {
      ChallengeParameters: {},
      AuthenticationResult: await this.#tokens.signIn({ pool, client, user, source, metadata }),
    };
  }

  #challenge(
    name: ChallengeName,
    signIn: SignIn,
    user: User,
    source: TokenSource,
    parameters: Parameters,
  ): AuthenticationAnswer {
    const session = randomOpaque();
    this.#remember(session, name, signIn, user, { source });
    return {
      ChallengeName: name,
      ChallengeParameters: { USER_ID_FOR_SRP: user.username, ...parameters },
      Session: session,
    };
  }

  #remember(
    key: string,
    name: ChallengeName,
    { pool, client }: SignIn,
    user: User | undefined,
    more: Partial<Pick<Challenge, "srp" | "source">>,
  ): void {
    const now = this.#clock.now();
    for (const [old, challenge] of this.#challenges)
      if (challenge.expiresAt <= now) this.#challenges.delete(old);
    this.#challenges.set(key, {
      poolId: pool.id,
      clientId: client.clientId,
      user,
      name,
      expiresAt: now + client.settings.authSessionValidity * 60_000,
      source: "TokenGeneration_Authentication",
      ...more,
    });
  }

  #recall(key: string, name: ChallengeName, { pool, client }: SignIn): Challenge {
    const challenge = this.#challenges.get(key);
    if (challenge?.name !== name || challenge.poolId !== pool.id || challenge.clientId !== client.clientId)
      throw invalidSession();
    if (challenge.expiresAt <= this.#clock.now()) throw expiredSession();
    return challenge;
  }
}

function invalidSession(): AwsError {
  return notAuthorized("Invalid session for the user.");
}

function expiredSession(): AwsError {
  return notAuthorized("Invalid session for the user, session is expired.");
}

function needSession(session: string | undefined): string {
  if (session === undefined) throw invalidParameter("Missing required parameter Session");
  return session;
}

function need(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === "") throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

function noSuchUser(client: UserPoolClient): AwsError {
  return client.settings.preventUserExistenceErrors === "LEGACY" ? userNotFound() : incorrectCredentials();
}

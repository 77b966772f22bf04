import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import type { ClientSettings, UserPoolClient } from "./model.ts";
import { SrpClient } from "./srp-client.ts";
import { CognitoFixture, PASSWORD } from "./testing.ts";
import type { UserPool } from "./user-pool.ts";

const EMAIL = "ada@example.com";
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

describe("Cognito: signing in", () => {
  let fixture: CognitoFixture;
  let pool: UserPool;
  let client: UserPoolClient;

  beforeEach(async () => {
    fixture = new CognitoFixture();
    pool = fixture.pool();
    client = fixture.appClient(pool);
    await createUser(EMAIL);
  });
  afterEach(() => fixture.close());

  async function createUser(Username: string, Password = PASSWORD): Promise<void> {
    const user = { UserPoolId: pool.id, Username };
    const UserAttributes = [{ Name: "email_verified", Value: "true" }];
    await fixture.client.send(
      new AdminCreateUserCommand({ ...user, UserAttributes, MessageAction: "SUPPRESS" }),
    );
    await fixture.client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  }

  const withPassword = (USERNAME = EMAIL, password = PASSWORD, ClientId = client.clientId, extra = {}) =>
    fixture.client.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId,
        AuthParameters: { USERNAME, PASSWORD: password, ...extra },
      }),
    );
  const tokens = async () => {
    const { AuthenticationResult } = await withPassword();
    assert.ok(
      AuthenticationResult?.AccessToken && AuthenticationResult.IdToken && AuthenticationResult.RefreshToken,
    );
    const { AccessToken, IdToken, RefreshToken } = AuthenticationResult;
    return { AccessToken, IdToken, RefreshToken };
  };
  const refresh = (REFRESH_TOKEN: string, ClientId = client.clientId) =>
    fixture.client.send(
      new InitiateAuthCommand({
        AuthFlow: "REFRESH_TOKEN_AUTH",
        ClientId,
        AuthParameters: { REFRESH_TOKEN },
      }),
    );
  const change = (settings: Partial<ClientSettings>) => {
    client.settings = { ...client.settings, ...settings };
  };

  it("gives an access token and an ID token as Cognito signs them", async () => {
    fixture.cognito.pools.createGroup(pool.id, { groupName: "customer", precedence: 10 });
    fixture.cognito.pools.createGroup(pool.id, { groupName: "operator", precedence: 1 });
    for (const GroupName of ["customer", "operator"])
      await fixture.client.send(
        new AdminAddUserToGroupCommand({ UserPoolId: pool.id, Username: EMAIL, GroupName }),
      );
    const { AuthenticationResult } = await withPassword();
    assert.equal(AuthenticationResult?.TokenType, "Bearer");
    assert.equal(AuthenticationResult.ExpiresIn, 3600);
    const access = decodeJwt(AuthenticationResult.AccessToken ?? "");
    const id = decodeJwt(AuthenticationResult.IdToken ?? "");
    const { sub, iat, jti, event_id, origin_jti } = access;
    assert.match(String(sub), UUID);
    assert.deepEqual(access, {
      sub,
      "cognito:groups": ["operator", "customer"],
      iss: `https://cognito-idp.eu-west-1.amazonaws.com/${pool.id}`,
      client_id: client.clientId,
      origin_jti,
      event_id,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      auth_time: iat,
      exp: (iat ?? 0) + 3600,
      iat,
      jti,
      username: sub,
    });
    assert.deepEqual(id, {
      sub,
      "cognito:groups": ["operator", "customer"],
      email_verified: true,
      iss: access.iss,
      "cognito:username": sub,
      origin_jti,
      aud: client.clientId,
      event_id,
      token_use: "id",
      auth_time: iat,
      exp: (iat ?? 0) + 3600,
      iat,
      jti: id.jti,
      email: EMAIL,
    });
    assert.match(pool.id, /^eu-west-1_[A-Za-z0-9]{9}$/);
  });

  it("signs both kinds of token with a key each, which the JWKS publishes", async () => {
    const { AccessToken, IdToken } = await tokens();
    assert.notEqual(decodeProtectedHeader(AccessToken).kid, decodeProtectedHeader(IdToken).kid);
    const answer = fixture.cognito.handle(`/${pool.id}/.well-known/jwks.json`);
    assert.equal(answer?.status, 200);
    const keys = createLocalJWKSet(answer.body as JSONWebKeySet);
    for (const token of [AccessToken, IdToken]) await jwtVerify(token, keys, { algorithms: ["RS256"] });
    assert.deepEqual({ keys: fixture.cognito.keySet(pool.issuer)?.keys }, answer.body);
    assert.equal(fixture.cognito.keySet(`https://evil.example/${pool.id}`), undefined);
    const discovery = fixture.cognito.handle(`/${pool.id}/.well-known/openid-configuration`)?.body;
    assert.ok(discovery !== undefined && "issuer" in discovery && discovery.issuer === pool.issuer);
    assert.equal(fixture.cognito.handle("/eu-west-1_NoneSuch1/.well-known/jwks.json")?.status, 404);
    assert.equal(fixture.cognito.handle("/other"), undefined);
    assert.ok(!JSON.stringify(answer.body).includes('"d"'));
  });

  it("runs on the clock: validity in its units, expiry, refresh with the first auth_time", async () => {
    const units = { accessToken: "minutes", idToken: "hours", refreshToken: "hours" } as const;
    change({ accessTokenValidity: 5, refreshTokenValidity: 2, tokenValidityUnits: units });
    const first = await tokens();
    await fixture.clock.advance(301_000);
    await assert.rejects(fixture.client.send(new GetUserCommand({ AccessToken: first.AccessToken })), {
      name: "NotAuthorizedException",
      message: "Access Token has expired",
    });
    const { AuthenticationResult } = await refresh(first.RefreshToken);
    assert.equal(AuthenticationResult?.RefreshToken, undefined);
    const [before, after] = [
      decodeJwt(first.AccessToken),
      decodeJwt(AuthenticationResult?.AccessToken ?? ""),
    ];
    assert.equal(after.auth_time, before.auth_time);
    assert.equal(after.origin_jti, before.origin_jti);
    assert.ok((after.iat ?? 0) >= (before.iat ?? 0) + 300);
    await fixture.clock.advance(7_200_000);
    await assert.rejects(refresh(first.RefreshToken), { message: "Refresh Token has expired" });
    await assert.rejects(refresh("nonsense"), { message: "Invalid Refresh Token" });
  });

  for (const [what, username, password, existence, error] of [
    [
      "a wrong password",
      EMAIL,
      "Wrong-Horse-1",
      "ENABLED",
      ["NotAuthorizedException", "Incorrect username or password."],
    ],
    [
      "a user who is not there",
      "x@example.com",
      PASSWORD,
      "ENABLED",
      ["NotAuthorizedException", "Incorrect username or password."],
    ],
    [
      "one who is not there, where that shows",
      "x@example.com",
      PASSWORD,
      "LEGACY",
      ["UserNotFoundException", "User does not exist."],
    ],
    [
      "no password",
      EMAIL,
      "",
      "ENABLED",
      ["InvalidParameterException", "Missing required parameter PASSWORD"],
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      change({ preventUserExistenceErrors: existence });
      await assert.rejects(withPassword(username, password), { name: error[0], message: error[1] });
    });
  }

  it("locks a user out after five failures, for longer each time", async () => {
    for (let failures = 0; failures < 5; failures++)
      await assert.rejects(withPassword(EMAIL, "Wrong-Horse-1"), {
        message: "Incorrect username or password.",
      });
    await assert.rejects(withPassword(), {
      name: "NotAuthorizedException",
      message: "Password attempts exceeded",
    });
    await fixture.clock.advance(1_000);
    assert.ok((await withPassword()).AuthenticationResult);
  });

  it("enforces a client's flows", async () => {
    change({ explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] });
    await assert.rejects(withPassword(), {
      name: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    });
    await assert.rejects(refresh("x"), { message: "Auth flow not enabled for this client" });
    const admin = new AdminInitiateAuthCommand({
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      UserPoolId: pool.id,
      ClientId: client.clientId,
      AuthParameters: { USERNAME: EMAIL, PASSWORD },
    });
    await assert.rejects(fixture.client.send(admin), { message: "Auth flow not enabled for this client" });
    change({ explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] });
    fixture.accesses.length = 0;
    assert.ok((await fixture.client.send(admin)).AuthenticationResult?.AccessToken);
    assert.deepEqual(fixture.accesses, [
      { action: "cognito-idp:AdminInitiateAuth", resource: pool.arn, context: {} },
    ]);
    const publicly = new InitiateAuthCommand({
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      ClientId: client.clientId,
    });
    await assert.rejects(fixture.client.send(publicly), { message: /Initiate Auth method not supported/ });
  });

  it("knows no client of another pool, and none that is not there", async () => {
    const other = fixture.pool();
    const stranger = fixture.appClient(other);
    const admin = new AdminInitiateAuthCommand({
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      UserPoolId: pool.id,
      ClientId: stranger.clientId,
    });
    const missing = {
      name: "ResourceNotFoundException",
      message: `User pool client ${stranger.clientId} does not exist.`,
    };
    await assert.rejects(fixture.client.send(admin), missing);
    const { RefreshToken } = await tokens();
    await assert.rejects(refresh(RefreshToken, stranger.clientId), { message: "Invalid Refresh Token" });
    fixture.cognito.pools.delete(other.id);
    await assert.rejects(withPassword(EMAIL, PASSWORD, stranger.clientId), missing);
  });

  it("asks a client with a secret for its hash", async () => {
    client = fixture.appClient(pool, { generateSecret: true });
    const hash = (name: string) =>
      createHmac("sha256", client.clientSecret ?? "")
        .update(name + client.clientId)
        .digest("base64");
    const given = (SECRET_HASH?: string) =>
      withPassword(EMAIL, PASSWORD, client.clientId, SECRET_HASH ? { SECRET_HASH } : {});
    await assert.rejects(given(), { message: /is configured with secret but SECRET_HASH was not received/ });
    await assert.rejects(given(hash("other")), {
      message: `Unable to verify secret hash for client ${client.clientId}`,
    });
    assert.ok((await given(hash(EMAIL))).AuthenticationResult);
  });

  describe("with SRP", () => {
    const TIMESTAMP = "Sat Nov 21 04:30:00 UTC 2026";

    async function srp(password: string, username = EMAIL) {
      const handshake = new SrpClient();
      const { ChallengeName, ChallengeParameters = {} } = await fixture.client.send(
        new InitiateAuthCommand({
          AuthFlow: "USER_SRP_AUTH",
          ClientId: client.clientId,
          AuthParameters: { USERNAME: username, SRP_A: handshake.publicHex },
        }),
      );
      assert.equal(ChallengeName, "PASSWORD_VERIFIER");
      const signature = handshake.signature(pool.shortName, password, ChallengeParameters, TIMESTAMP);
      return new RespondToAuthChallengeCommand({
        ChallengeName,
        ClientId: client.clientId,
        ChallengeResponses: {
          USERNAME: ChallengeParameters.USER_ID_FOR_SRP ?? "",
          PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters.SECRET_BLOCK ?? "",
          PASSWORD_CLAIM_SIGNATURE: signature,
          TIMESTAMP,
        },
      });
    }

    it("signs in who knows the password, time and again", async () => {
      for (let round = 0; round < 5; round++) {
        const { AuthenticationResult } = await fixture.client.send(await srp(PASSWORD));
        assert.equal(decodeJwt(AuthenticationResult?.AccessToken ?? "").token_use, "access");
      }
    });

    for (const [what, username, password] of [
      ["a wrong password", EMAIL, "Wrong-Horse-1"],
      ["a user who is not there, without saying so", "x@example.com", PASSWORD],
    ] as const) {
      it(`refuses ${what}`, async () => {
        await assert.rejects(fixture.client.send(await srp(password, username)), {
          name: "NotAuthorizedException",
          message: "Incorrect username or password.",
        });
      });
    }

    it("takes an answer once, in time, and only for what was asked", async () => {
      const answer = await srp(PASSWORD);
      await fixture.client.send(answer);
      await assert.rejects(fixture.client.send(answer), { message: "Invalid session for the user." });
      const late = await srp(PASSWORD);
      await fixture.clock.advance(180_000);
      await assert.rejects(fixture.client.send(late), { message: /session is expired/ });
      const unproven = await srp(PASSWORD);
      const { input } = unproven;
      const takeover = new RespondToAuthChallengeCommand({
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        ClientId: client.clientId,
        Session: input.ChallengeResponses?.PASSWORD_CLAIM_SECRET_BLOCK,
        ChallengeResponses: { USERNAME: EMAIL, NEW_PASSWORD: "Stolen-Horse-1" },
      });
      await assert.rejects(fixture.client.send(takeover), { message: "Invalid session for the user." });
    });

    for (const SRP_A of ["0", "nonsense", `${new SrpClient().publicHex}00`.repeat(3)]) {
      it(`refuses the public value ${SRP_A.slice(0, 10)}`, async () => {
        const command = new InitiateAuthCommand({
          AuthFlow: "USER_SRP_AUTH",
          ClientId: client.clientId,
          AuthParameters: { USERNAME: EMAIL, SRP_A },
        });
        await assert.rejects(fixture.client.send(command), { name: "InvalidParameterException" });
      });
    }
  });

  describe("with a temporary password", () => {
    const invite = async () => {
      const { User } = await fixture.client.send(
        new AdminCreateUserCommand({ UserPoolId: pool.id, Username: "new@example.com" }),
      );
      assert.equal(User?.UserStatus, "FORCE_CHANGE_PASSWORD");
      return fixture.cognito.lastCode(pool.id, "new@example.com") ?? "";
    };
    const respond = (Session: string | undefined, NEW_PASSWORD: string) =>
      fixture.client.send(
        new AdminRespondToAuthChallengeCommand({
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          UserPoolId: pool.id,
          ClientId: client.clientId,
          ...(Session !== undefined && { Session }),
          ChallengeResponses: { USERNAME: "new@example.com", NEW_PASSWORD },
        }),
      );

    it("asks for a new one, which the policy must accept", async () => {
      const { ChallengeName, ChallengeParameters, Session } = await withPassword(
        "new@example.com",
        await invite(),
      );
      assert.equal(ChallengeName, "NEW_PASSWORD_REQUIRED");
      assert.deepEqual(JSON.parse(ChallengeParameters?.userAttributes ?? ""), { email: "new@example.com" });
      await assert.rejects(respond(Session, "weak"), { name: "InvalidPasswordException" });
      const { AuthenticationResult } = await respond(Session, "Fresh-Horse-1");
      assert.ok(AuthenticationResult?.AccessToken);
      await assert.rejects(respond(Session, "Fresh-Horse-2"), { message: "Invalid session for the user." });
      assert.ok((await withPassword("new@example.com", "Fresh-Horse-1")).AuthenticationResult);
    });

    it("refuses it when it is too old", async () => {
      const password = await invite();
      await fixture.clock.advance(7 * 86_400_000);
      await assert.rejects(withPassword("new@example.com", password), {
        message: /Temporary password has expired/,
      });
    });
  });

  describe("signing out", () => {
    it("everywhere ends all of a user's tokens, and no later ones", async () => {
      const [one, other] = [await tokens(), await tokens()];
      await fixture.client.send(new GlobalSignOutCommand({ AccessToken: one.AccessToken }));
      for (const { AccessToken, RefreshToken } of [one, other]) {
        await assert.rejects(fixture.client.send(new GetUserCommand({ AccessToken })), {
          message: "Access Token has been revoked",
        });
        await assert.rejects(refresh(RefreshToken), { message: "Refresh Token has been revoked" });
      }
      const { AccessToken } = await tokens();
      const { Username, UserAttributes } = await fixture.client.send(new GetUserCommand({ AccessToken }));
      assert.match(Username ?? "", UUID);
      assert.ok(UserAttributes?.some(({ Name, Value }) => Name === "email" && Value === EMAIL));
    });

    it("by revoking a refresh token ends what came of it, and nothing else", async () => {
      const [one, other] = [await tokens(), await tokens()];
      const revoke = (Token: string) =>
        fixture.client.send(new RevokeTokenCommand({ ClientId: client.clientId, Token }));
      await revoke(one.RefreshToken);
      await assert.rejects(refresh(one.RefreshToken), { message: "Refresh Token has been revoked" });
      await assert.rejects(
        fixture.client.send(new GetUserCommand({ AccessToken: one.AccessToken })),
        /revoked/,
      );
      assert.ok((await refresh(other.RefreshToken)).AuthenticationResult);
      await assert.rejects(revoke(other.AccessToken), { name: "UnsupportedTokenTypeException" });
      change({ enableTokenRevocation: false });
      await assert.rejects(revoke(other.RefreshToken), { name: "UnsupportedOperationException" });
    });

    it("takes no ID token, no foreign token and no nonsense for an access token", async () => {
      const { IdToken, AccessToken } = await tokens();
      const [header, payload] = AccessToken.split(".");
      for (const token of [IdToken, `${header}.${payload}.${IdToken.split(".")[2]}`, "nonsense", "a.b.c"])
        await assert.rejects(fixture.client.send(new GetUserCommand({ AccessToken: token })), {
          name: "NotAuthorizedException",
        });
    });
  });
});

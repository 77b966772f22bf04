/** Source: Amazon Cognito Developer Guide, "TOTP software token MFA"; RFC 6238. */
import assert from "node:assert/strict";
import type { User, UserPoolClient, UserPoolSettings } from "./model.ts";
import { totp } from "./software-token.ts";
import { CognitoFixture } from "./testing.ts";
import type { UserPool } from "./user-pool.ts";

const EMAIL = "ada@example.com";

describe("Cognito: second factors", () => {
  let fixture: CognitoFixture;
  let pool: UserPool;
  let client: UserPoolClient;
  let user: User;
  beforeEach(() => {
    fixture = new CognitoFixture();
  });
  afterEach(() => fixture.close());

  const withMfa = (mfaConfiguration: UserPoolSettings["mfaConfiguration"]) => {
    pool = fixture.pool({ mfaConfiguration, softwareTokenMfa: mfaConfiguration !== "OFF" });
    client = fixture.appClient(pool);
    user = fixture.user(pool, EMAIL);
  };
  const code = (secret: string) => totp(secret, fixture.clock.now());
  const respond = (ChallengeName: string, Session: string | undefined, more: object = {}) => ({
    ClientId: client.clientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME: EMAIL, ...more },
  });
  const accessToken = async () => (await fixture.signIn(client, EMAIL)).AuthenticationResult?.AccessToken;
  const enrol = async () => {
    const AccessToken = await accessToken();
    const { SecretCode } = await fixture.call<{ SecretCode: string }>("AssociateSoftwareToken", {
      AccessToken,
    });
    await fixture.call("VerifySoftwareToken", { AccessToken, UserCode: code(SecretCode) });
    await fixture.call("SetUserMFAPreference", {
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    await fixture.clock.advance(60_000);
    return SecretCode;
  };

  it("have the codes of RFC 6238", () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert.deepEqual(
      [59, 1_111_111_109, 1_234_567_890, 20_000_000_000].map((seconds) => totp(secret, seconds * 1000)),
      ["287082", "081804", "005924", "353130"],
    );
  });

  it("are asked for at sign-in once a user has set one up", async () => {
    withMfa("OPTIONAL");
    const secret = await enrol();
    const { ChallengeName, Session } = await fixture.signIn(client, EMAIL);
    assert.equal(ChallengeName, "SOFTWARE_TOKEN_MFA");
    const wrong = respond("SOFTWARE_TOKEN_MFA", Session, { SOFTWARE_TOKEN_MFA_CODE: "000000" });
    assert.match(await fixture.refusal("RespondToAuthChallenge", wrong), /^CodeMismatchException/);
    const right = { SOFTWARE_TOKEN_MFA_CODE: code(secret) };
    const answer = await fixture.call<{ AuthenticationResult: { AccessToken: string } }>(
      "RespondToAuthChallenge",
      respond("SOFTWARE_TOKEN_MFA", Session, right),
    );
    assert.ok(answer.AuthenticationResult.AccessToken);
    const again = await fixture.signIn(client, EMAIL);
    assert.equal(
      await fixture.refusal("RespondToAuthChallenge", respond("SOFTWARE_TOKEN_MFA", again.Session, right)),
      "ExpiredCodeException: Your software token has already been used once.",
    );
    const { UserMFASettingList } = await fixture.call("AdminGetUser", {
      UserPoolId: pool.id,
      Username: EMAIL,
    });
    assert.deepEqual(UserMFASettingList, ["SOFTWARE_TOKEN_MFA"]);
  });

  it("can be turned off by an administrator where they are optional", async () => {
    withMfa("OPTIONAL");
    await enrol();
    await fixture.call("AdminSetUserMFAPreference", {
      UserPoolId: pool.id,
      Username: EMAIL,
      SoftwareTokenMfaSettings: { Enabled: false },
    });
    assert.ok(await accessToken());
  });

  it("are set up before the first sign-in goes on where the pool says ON", async () => {
    withMfa("ON");
    const { ChallengeName, ChallengeParameters, Session } = await fixture.signIn(client, EMAIL);
    assert.equal(ChallengeName, "MFA_SETUP");
    assert.equal(ChallengeParameters?.MFAS_CAN_SETUP, '["SOFTWARE_TOKEN_MFA"]');
    assert.match(
      await fixture.refusal("RespondToAuthChallenge", respond("MFA_SETUP", Session)),
      /^InvalidParameterException/,
    );
    const { SecretCode } = await fixture.call<{ SecretCode: string }>("AssociateSoftwareToken", { Session });
    assert.match(
      await fixture.refusal("VerifySoftwareToken", { Session, UserCode: "000000" }),
      /^EnableSoftwareTokenMFAException: Code mismatch$/,
    );
    const verified = await fixture.call("VerifySoftwareToken", { Session, UserCode: code(SecretCode) });
    assert.equal(verified.Status, "SUCCESS");
    const answer = await fixture.call("RespondToAuthChallenge", respond("MFA_SETUP", Session));
    assert.ok(answer.AuthenticationResult);
    assert.equal((await fixture.signIn(client, EMAIL)).ChallengeName, "SOFTWARE_TOKEN_MFA");
  });

  it("are told of and switched for a pool", async () => {
    withMfa("OFF");
    const UserPoolId = pool.id;
    assert.match(
      await fixture.refusal("SetUserPoolMfaConfig", { UserPoolId, MfaConfiguration: "ON" }),
      /^InvalidParameterException: Invalid MFA configuration given/,
    );
    const config = { SoftwareTokenMfaConfiguration: { Enabled: true }, MfaConfiguration: "ON" };
    assert.deepEqual(await fixture.call("SetUserPoolMfaConfig", { UserPoolId, ...config }), config);
    assert.deepEqual(await fixture.call("GetUserPoolMfaConfig", { UserPoolId }), config);
    assert.match(
      await fixture.refusal("SetUserPoolMfaConfig", { UserPoolId, SmsMfaConfiguration: {} }),
      /^UnsupportedOperationException/,
    );
  });

  it("are refused where the pool has none, the preference where the user has none", async () => {
    withMfa("OFF");
    const AccessToken = await accessToken();
    assert.match(
      await fixture.refusal("AssociateSoftwareToken", { AccessToken }),
      /^SoftwareTokenMFANotFoundException/,
    );
    const SoftwareTokenMfaSettings = { Enabled: true };
    assert.match(
      await fixture.refusal("SetUserMFAPreference", { AccessToken, SoftwareTokenMfaSettings }),
      /^InvalidParameterException: User has not verified software token mfa$/,
    );
    assert.equal(user.softwareTokenMfa, false);
  });
});

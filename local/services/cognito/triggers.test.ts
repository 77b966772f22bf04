/** Source: Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers". */
import assert from "node:assert/strict";
import { mock } from "node:test";
import { decodeJwt } from "jose";
import { AwsError } from "../../core/errors.ts";
import type { LambdaConfig, UserPoolClient, UserPoolSettings } from "./model.ts";
import { CognitoFixture, PASSWORD } from "./testing.ts";
import type { UserPool } from "./user-pool.ts";

const EMAIL = "ada@example.com";

describe("Cognito: functions", () => {
  let fixture: CognitoFixture;
  let pool: UserPool;
  let client: UserPoolClient;
  beforeEach(() => {
    fixture = new CognitoFixture();
  });
  afterEach(() => fixture.close());

  const withFunctions = (lambdaConfig: LambdaConfig, more: Partial<UserPoolSettings> = {}) => {
    pool = fixture.pool({ lambdaConfig, ...more });
    client = fixture.appClient(pool);
  };
  const signUp = (more: object = {}) =>
    fixture.call("SignUp", { ClientId: client.clientId, Username: EMAIL, Password: PASSWORD, ...more });
  const confirm = () => ({
    ClientId: client.clientId,
    Username: EMAIL,
    ConfirmationCode: fixture.cognito.lastCode(pool.id, EMAIL),
  });
  const tokens = async () => {
    const { AuthenticationResult: result } = await fixture.signIn(client, EMAIL);
    assert.ok(result);
    return { id: decodeJwt(result.IdToken), access: decodeJwt(result.AccessToken), ...result };
  };

  it("are told of a confirmed sign-up, as Cognito for the pool", async () => {
    withFunctions({ postConfirmation: fixture.functions.answering("welcome", {}) });
    await signUp();
    await fixture.call("ConfirmSignUp", { ...confirm(), ClientMetadata: { from: "web" } });
    const [call] = fixture.functions.calls;
    assert.deepEqual(call?.principal, {
      kind: "service",
      service: "cognito-idp.amazonaws.com",
      sourceArn: pool.arn,
    });
    const user = pool.findUser(EMAIL);
    assert.deepEqual(fixture.functions.events(), [
      {
        version: "1",
        region: "eu-west-1",
        userPoolId: pool.id,
        userName: user?.username,
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client.clientId },
        triggerSource: "PostConfirmation_ConfirmSignUp",
        request: {
          userAttributes: {
            sub: user?.sub,
            "cognito:user_status": "CONFIRMED",
            email: EMAIL,
            email_verified: "true",
          },
          clientMetadata: { from: "web" },
        },
        response: {},
      },
    ]);
  });

  it("are told when an administrator confirms, and of a new password", async () => {
    withFunctions({ postConfirmation: fixture.functions.answering("welcome", {}) });
    await signUp();
    await fixture.call("AdminConfirmSignUp", { UserPoolId: pool.id, Username: EMAIL });
    pool.findUser(EMAIL)?.attributes.set("email_verified", "true");
    await fixture.call("ForgotPassword", { ClientId: client.clientId, Username: EMAIL });
    await fixture.call("ConfirmForgotPassword", { ...confirm(), Password: `${PASSWORD}2` });
    assert.deepEqual(
      fixture.functions.events().map(({ triggerSource }) => triggerSource),
      ["PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword"],
    );
  });

  it("that fail after a confirmation show in the answer; the user stays confirmed", async () => {
    const arn = fixture.functions.answering("welcome", {});
    fixture.functions.answers.set(arn, () => ({
      functionError: "Unhandled",
      payload: JSON.stringify({ errorMessage: "no welcome", errorType: "Error" }),
      requestId: "1",
    }));
    withFunctions({ postConfirmation: arn });
    await signUp();
    assert.equal(
      await fixture.refusal("ConfirmSignUp", confirm()),
      "UserLambdaValidationException: PostConfirmation failed with error no welcome.",
    );
    assert.equal(pool.findUser(EMAIL)?.status, "CONFIRMED");
  });

  it("may confirm a sign-up and its address at once", async () => {
    withFunctions({
      preSignUp: fixture.functions.answering("check", { autoConfirmUser: true, autoVerifyEmail: true }),
      postConfirmation: fixture.functions.answering("welcome", {}),
    });
    const answer = await signUp({ ValidationData: [{ Name: "captcha", Value: "ok" }] });
    assert.equal(answer.UserConfirmed, true);
    const [event] = fixture.functions.events();
    assert.deepEqual(event?.request, {
      userAttributes: { email: EMAIL },
      validationData: { captcha: "ok" },
    });
    assert.deepEqual(
      fixture.functions.events().map(({ triggerSource }) => triggerSource),
      ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"],
    );
    assert.equal(pool.findUser(EMAIL)?.attributes.get("email_verified"), "true");
    assert.ok((await tokens()).AccessToken);
  });

  it("may refuse a sign-up, which then leaves nothing", async () => {
    const arn = fixture.functions.answering("check", {});
    fixture.functions.answers.set(arn, () => ({
      functionError: "Unhandled",
      payload: JSON.stringify({ errorMessage: "Not you." }),
      requestId: "1",
    }));
    withFunctions({ preSignUp: arn });
    const input = { ClientId: client.clientId, Username: EMAIL, Password: PASSWORD };
    assert.equal(
      await fixture.refusal("SignUp", input),
      "UserLambdaValidationException: PreSignUp failed with error Not you.",
    );
    assert.equal(pool.findUser(EMAIL), undefined);
  });

  for (const [what, answer, expected] of [
    [
      "that Cognito may not invoke",
      () => Promise.reject(new AwsError("AccessDeniedException", "no permission")),
      "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException.",
    ],
    [
      "that answer no event",
      () => ({ payload: '"ok"', requestId: "1" }),
      "InvalidLambdaResponseException: Unrecognizable lambda output",
    ],
  ] as const) {
    it(`${what} stop what asked them`, async () => {
      const arn = fixture.functions.answering("check", {});
      fixture.functions.answers.set(arn, answer);
      withFunctions({ preSignUp: arn });
      const input = { ClientId: client.clientId, Username: EMAIL, Password: PASSWORD };
      assert.equal(await fixture.refusal("SignUp", input), expected);
    });
  }

  it("that do not answer within five seconds are called three times in all", async () => {
    const arn = fixture.functions.answering("check", {});
    fixture.functions.answers.set(arn, () => new Promise(() => {}));
    withFunctions({ preSignUp: arn });
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const refusal = fixture.refusal("SignUp", {
        ClientId: client.clientId,
        Username: EMAIL,
        Password: PASSWORD,
      });
      for (const attempt of [1, 2, 3]) {
        await new Promise(setImmediate);
        assert.equal(fixture.functions.calls.length, attempt);
        mock.timers.tick(5000);
      }
      assert.equal(
        await refusal,
        "UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
      );
    } finally {
      mock.timers.reset();
    }
  });

  it("are asked before and told after an authentication", async () => {
    withFunctions({
      preAuthentication: fixture.functions.answering("before", {}),
      postAuthentication: fixture.functions.answering("after", {}),
    });
    fixture.user(pool, EMAIL);
    await tokens();
    assert.deepEqual(
      fixture.functions.events().map(({ triggerSource, request }) => [triggerSource, Object.keys(request)]),
      [
        ["PreAuthentication_Authentication", ["userAttributes", "validationData"]],
        ["PostAuthentication_Authentication", ["userAttributes", "newDeviceUsed"]],
      ],
    );
  });

  it("change the ID token's claims and the groups (V1_0)", async () => {
    const claimsOverrideDetails = {
      claimsToAddOrOverride: { tenant: "t1", sub: "forged" },
      claimsToSuppress: ["email"],
      groupOverrideDetails: { groupsToOverride: ["staff"] },
    };
    const preTokenGeneration = fixture.functions.answering("claims", { claimsOverrideDetails });
    withFunctions({ preTokenGeneration });
    const user = fixture.user(pool, EMAIL);
    const { id, access } = await tokens();
    assert.deepEqual(
      [id.tenant, id.sub, id.email, id["cognito:groups"]],
      ["t1", user.sub, undefined, ["staff"]],
    );
    assert.deepEqual([access.tenant, access["cognito:groups"]], [undefined, ["staff"]]);
    assert.deepEqual(fixture.functions.events()[0]?.request.groupConfiguration, {
      groupsToOverride: [],
      iamRolesToOverride: [],
      preferredRole: null,
    });
  });

  it("change the access token's claims and scopes too (V2_0), at each refresh as well", async () => {
    const claimsAndScopeOverrideDetails = {
      idTokenGeneration: { claimsToAddOrOverride: { tenant: "t1" } },
      accessTokenGeneration: {
        claimsToAddOrOverride: { tenant: "t2" },
        scopesToAdd: ["orders.read"],
        scopesToSuppress: ["aws.cognito.signin.user.admin"],
      },
    };
    withFunctions({
      preTokenGeneration: fixture.functions.answering("claims", { claimsAndScopeOverrideDetails }),
      preTokenGenerationVersion: "V2_0",
    });
    fixture.user(pool, EMAIL);
    const { id, access, RefreshToken } = await tokens();
    assert.deepEqual([id.tenant, access.tenant, access.scope], ["t1", "t2", "orders.read"]);
    await fixture.call("InitiateAuth", {
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: client.clientId,
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    });
    assert.deepEqual(
      fixture.functions.events().map(({ version, triggerSource }) => [version, triggerSource]),
      [
        ["2", "TokenGeneration_Authentication"],
        ["2", "TokenGeneration_RefreshTokens"],
      ],
    );
  });
});

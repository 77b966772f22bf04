/** Source: Amazon Cognito user pools API Reference. */
import assert from "node:assert/strict";
import { CognitoFixture, PASSWORD } from "./testing.ts";

const EMAIL = "ada@example.com";
const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:welcome";

interface Pool {
  readonly UserPool: Readonly<Record<string, unknown>> & { readonly Id: string };
}
interface Client {
  readonly UserPoolClient: Readonly<Record<string, unknown>> & { readonly ClientId: string };
}

describe("Cognito: administration", () => {
  let fixture: CognitoFixture;
  beforeEach(() => {
    fixture = new CognitoFixture();
  });
  afterEach(() => fixture.close());

  const createPool = async (more: object = {}) =>
    (await fixture.call<Pool>("CreateUserPool", { PoolName: "orders", ...more })).UserPool;
  const describePool = async (UserPoolId: string) =>
    (await fixture.call<Pool>("DescribeUserPool", { UserPoolId })).UserPool;

  it("makes, describes, changes, lists and deletes pools", async () => {
    const made = await createPool({
      UsernameAttributes: ["email"],
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      LambdaConfig: { PostConfirmation: FUNCTION },
      Schema: [{ Name: "tenant", AttributeDataType: "String", Mutable: true }],
      UserPoolTags: { team: "orders" },
    });
    assert.deepEqual(await describePool(made.Id), made);
    assert.deepEqual(made.LambdaConfig, { PostConfirmation: FUNCTION });
    assert.deepEqual(
      (made.Policies as { PasswordPolicy: { MinimumLength: number } }).PasswordPolicy.MinimumLength,
      12,
    );
    await fixture.call("UpdateUserPool", { UserPoolId: made.Id, DeletionProtection: "ACTIVE" });
    const changed = await describePool(made.Id);
    assert.deepEqual(
      [changed.LambdaConfig, changed.UsernameAttributes, changed.Name, changed.DeletionProtection],
      [{}, ["email"], "orders", "ACTIVE"],
    );
    const { UserPools } = await fixture.call("ListUserPools", { MaxResults: 10 });
    assert.deepEqual(
      (UserPools as { Id: string }[]).map(({ Id }) => Id),
      [made.Id],
    );
    assert.match(await fixture.refusal("DeleteUserPool", { UserPoolId: made.Id }), /deletion protection/);
    await fixture.call("UpdateUserPool", { UserPoolId: made.Id });
    await fixture.call("DeleteUserPool", { UserPoolId: made.Id });
    assert.match(
      await fixture.refusal("DescribeUserPool", { UserPoolId: made.Id }),
      /^ResourceNotFoundException: User pool .* does not exist\.$/,
    );
  });

  it("tags pools", async () => {
    const { Arn: ResourceArn } = await createPool({ UserPoolTags: { a: "1" } });
    await fixture.call("TagResource", { ResourceArn, Tags: { b: "2" } });
    await fixture.call("UntagResource", { ResourceArn, TagKeys: ["a"] });
    assert.deepEqual(await fixture.call("ListTagsForResource", { ResourceArn }), { Tags: { b: "2" } });
  });

  it("makes, changes, lists and deletes clients", async () => {
    const { Id: UserPoolId } = await createPool();
    const { UserPoolClient: made } = await fixture.call<Client>("CreateUserPoolClient", {
      UserPoolId,
      ClientName: "web",
      GenerateSecret: true,
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      AccessTokenValidity: 10,
      TokenValidityUnits: { AccessToken: "minutes" },
    });
    assert.equal(made.AccessTokenValidity, 10);
    assert.ok(made.ClientSecret);
    const { ClientId } = made;
    const { UserPoolClient: changed } = await fixture.call<Client>("UpdateUserPoolClient", {
      UserPoolId,
      ClientId,
      PreventUserExistenceErrors: "ENABLED",
    });
    assert.deepEqual(
      [changed.AccessTokenValidity, changed.ClientSecret, changed.PreventUserExistenceErrors],
      [1, made.ClientSecret, "ENABLED"],
    );
    assert.deepEqual(await fixture.call("ListUserPoolClients", { UserPoolId, MaxResults: 5 }), {
      UserPoolClients: [{ ClientId, UserPoolId, ClientName: "web" }],
    });
    await fixture.call("DeleteUserPoolClient", { UserPoolId, ClientId });
    assert.match(
      await fixture.refusal("DescribeUserPoolClient", { UserPoolId, ClientId }),
      /^ResourceNotFound/,
    );
  });

  it("makes, changes, lists and deletes groups", async () => {
    const { Id: UserPoolId } = await createPool();
    const group = { UserPoolId, GroupName: "operators" };
    await fixture.call("CreateGroup", { ...group, Precedence: 3, Description: "run it" });
    assert.match(await fixture.refusal("CreateGroup", group), /^GroupExistsException/);
    await fixture.call("UpdateGroup", { ...group, Precedence: 1 });
    const { Group } = await fixture.call<{ Group: Record<string, unknown> }>("GetGroup", group);
    assert.deepEqual([Group.Precedence, Group.Description], [1, "run it"]);
    const { Groups } = await fixture.call("ListGroups", { UserPoolId });
    assert.equal((Groups as unknown[]).length, 1);
    await fixture.call("DeleteGroup", group);
    assert.match(await fixture.refusal("GetGroup", group), /^ResourceNotFoundException: Group not found\.$/);
  });

  for (const [operation, input, expected] of [
    ["CreateUserPool", { PoolName: "a*b" }, /^InvalidParameterException: .*'poolName' failed to satisfy/],
    [
      "CreateUserPool",
      { PoolName: "p", Policies: { PasswordPolicy: { MinimumLength: 5 } } },
      /minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6$/,
    ],
    [
      "CreateUserPool",
      { PoolName: "p", UsernameAttributes: ["email"], AliasAttributes: ["email"] },
      /Only one of the aliasAttributes or usernameAttributes can be set in a user pool/,
    ],
    [
      "CreateUserPool",
      { PoolName: "p", UsernameAttributes: ["name"] },
      /'usernameAttributes' failed to satisfy/,
    ],
    ["CreateUserPool", { PoolName: "p", MfaConfiguration: "ON" }, /^InvalidParameterException: Invalid MFA/],
    ["CreateUserPool", { PoolName: "p", MfaConfiguration: "YES" }, /'mfaConfiguration' failed to satisfy/],
    [
      "CreateUserPool",
      { PoolName: "p", LambdaConfig: { PreSignUp: "welcome" } },
      /'lambdaConfig.preSignUp' failed to satisfy/,
    ],
    [
      "CreateUserPool",
      { PoolName: "p", LambdaConfig: { UserMigration: FUNCTION } },
      /^UnsupportedOperationException: .* with UserMigration/,
    ],
    [
      "CreateUserPool",
      {
        PoolName: "p",
        UserPoolTier: "LITE",
        LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: FUNCTION } },
      },
      /^FeatureUnavailableInTierException/,
    ],
    [
      "CreateUserPool",
      { PoolName: "p", Schema: [{ Name: "tenant", AttributeDataType: "String", Required: true }] },
      /Required custom attributes are not supported currently/,
    ],
    ["CreateUserPool", { PoolName: "p", DeviceConfiguration: {} }, /^UnsupportedOperationException/],
    [
      "CreateUserPool",
      { PoolName: "p", EmailConfiguration: { EmailSendingAccount: "DEVELOPER" } },
      /^InvalidParameterException: The local cloud sends no mail/,
    ],
    [
      "CreateUserPool",
      { PoolName: "p", Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] } } },
      /^UnsupportedOperationException: .* with SignInPolicy/,
    ],
    ["CreateUserPool", {}, /Value null at 'poolName' failed to satisfy constraint: Member must not be null$/],
  ] as const) {
    it(`refuses ${operation} ${JSON.stringify(input).slice(0, 100)}`, async () =>
      assert.match(await fixture.refusal(operation, input), expected));
  }

  for (const [input, expected] of [
    [
      { ClientName: "w", AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: "days" } },
      /token validity/,
    ],
    [{ ClientName: "w", ExplicitAuthFlows: ["ALLOW_ALL"] }, /'explicitAuthFlows' failed to satisfy/],
    [{ ClientName: "w", AllowedOAuthFlows: ["code"] }, /^UnsupportedOperationException/],
    [{ ClientName: "w", SupportedIdentityProviders: ["Google"] }, /The provider Google does not exist/],
    [{ ClientName: "w", TokenValidityUnits: { IdToken: "weeks" } }, /'tokenValidityUnits.idToken' failed/],
    [
      {
        ClientName: "w",
        RefreshTokenRotation: { Feature: "ENABLED" },
        ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      },
      /ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation/,
    ],
    [
      {
        ClientName: "w",
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 61 },
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      },
      /Member must have value less than or equal to 60/,
    ],
  ] as const) {
    it(`refuses CreateUserPoolClient ${JSON.stringify(input).slice(0, 100)}`, async () => {
      const { Id: UserPoolId } = await createPool();
      assert.match(await fixture.refusal("CreateUserPoolClient", { UserPoolId, ...input }), expected);
    });
  }

  it("disables users, whose tokens end with it, and enables them again", async () => {
    const pool = fixture.pool();
    const client = fixture.appClient(pool);
    fixture.user(pool, EMAIL);
    const { AuthenticationResult: tokens } = await fixture.signIn(client, EMAIL);
    const user = { UserPoolId: pool.id, Username: EMAIL };
    await fixture.call("AdminDisableUser", user);
    const AccessToken = tokens?.AccessToken;
    assert.match(
      await fixture.refusal("GetUser", { AccessToken }),
      /^NotAuthorizedException: User is disabled\.$/,
    );
    const attempt = {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: client.clientId,
      AuthParameters: { USERNAME: EMAIL, PASSWORD },
    };
    assert.equal(await fixture.refusal("InitiateAuth", attempt), "NotAuthorizedException: User is disabled.");
    const { Users } = await fixture.call("ListUsers", { UserPoolId: pool.id, Filter: 'status = "Disabled"' });
    assert.equal((Users as unknown[]).length, 1);
    await fixture.call("AdminEnableUser", user);
    assert.ok((await fixture.signIn(client, EMAIL)).AuthenticationResult);
    assert.match(await fixture.refusal("GetUser", { AccessToken }), /Access Token has been revoked$/);
  });

  it("resets passwords with a code", async () => {
    const pool = fixture.pool();
    const client = fixture.appClient(pool);
    fixture.user(pool, EMAIL);
    await fixture.call("AdminResetUserPassword", { UserPoolId: pool.id, Username: EMAIL });
    const attempt = {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: client.clientId,
      AuthParameters: { USERNAME: EMAIL, PASSWORD },
    };
    assert.equal(
      await fixture.refusal("InitiateAuth", attempt),
      "PasswordResetRequiredException: Password reset required for the user",
    );
    const [message] = fixture.messages;
    assert.deepEqual([message?.medium, message?.destination], ["EMAIL", EMAIL]);
    await fixture.call("ConfirmForgotPassword", {
      ClientId: client.clientId,
      Username: EMAIL,
      Password: PASSWORD,
      ConfirmationCode: /\d{6}/.exec(message?.text ?? "")?.[0],
    });
    assert.ok((await fixture.signIn(client, EMAIL)).AuthenticationResult);
  });

  it("changes addresses, which are to be verified again", async () => {
    const pool = fixture.pool();
    const client = fixture.appClient(pool);
    const user = fixture.user(pool, EMAIL);
    fixture.user(pool, "grace@example.com");
    const AccessToken = (await fixture.signIn(client, EMAIL)).AuthenticationResult?.AccessToken;
    const change = (Value: string) => ({ AccessToken, UserAttributes: [{ Name: "email", Value }] });
    assert.match(
      await fixture.refusal("UpdateUserAttributes", change("grace@example.com")),
      /^AliasExistsException/,
    );
    const { CodeDeliveryDetailsList } = await fixture.call("UpdateUserAttributes", change("ada@example.org"));
    assert.deepEqual(CodeDeliveryDetailsList, [
      { Destination: "a***@e***", DeliveryMedium: "EMAIL", AttributeName: "email" },
    ]);
    assert.deepEqual(
      [user.attributes.get("email"), user.attributes.get("email_verified")],
      ["ada@example.org", "false"],
    );
    const Code = fixture.cognito.lastCode(pool.id, user.username);
    const verify = { AccessToken, AttributeName: "email" };
    assert.match(await fixture.refusal("VerifyUserAttribute", { ...verify, Code: "x" }), /^CodeMismatch/);
    await fixture.call("VerifyUserAttribute", { ...verify, Code });
    assert.equal(user.attributes.get("email_verified"), "true");
  });

  it("keeps the old address until the new one is verified, where the pool says so", async () => {
    const pool = fixture.pool({ verifyBeforeUpdate: ["email"] });
    const client = fixture.appClient(pool);
    const user = fixture.user(pool, EMAIL);
    const AccessToken = (await fixture.signIn(client, EMAIL)).AuthenticationResult?.AccessToken;
    await fixture.call("UpdateUserAttributes", {
      AccessToken,
      UserAttributes: [{ Name: "email", Value: "ada@example.org" }],
    });
    assert.equal(user.attributes.get("email"), EMAIL);
    assert.equal(fixture.messages.at(-1)?.destination, "ada@example.org");
    const Code = fixture.cognito.lastCode(pool.id, EMAIL);
    await fixture.call("VerifyUserAttribute", { AccessToken, AttributeName: "email", Code });
    assert.equal(user.attributes.get("email"), "ada@example.org");
  });

  it("lets administrators write and delete attributes, but none that users must have", async () => {
    const pool = fixture.pool({
      schema: [{ name: "tenant", attributeDataType: "String", required: false, mutable: false }],
    });
    const user = fixture.user(pool, EMAIL);
    const admin = { UserPoolId: pool.id, Username: EMAIL };
    const write = (Name: string, Value: string) => ({ ...admin, UserAttributes: [{ Name, Value }] });
    await fixture.call("AdminUpdateUserAttributes", write("custom:tenant", "t1"));
    await fixture.call("AdminUpdateUserAttributes", write("name", "Ada"));
    assert.match(
      await fixture.refusal("AdminUpdateUserAttributes", write("custom:tenant", "t2")),
      /^InvalidParameterException: user\.custom:tenant: Attribute cannot be updated/,
    );
    await fixture.call("AdminDeleteUserAttributes", { ...admin, UserAttributeNames: ["name"] });
    assert.equal(user.attributes.has("name"), false);
    assert.match(
      await fixture.refusal("AdminDeleteUserAttributes", { ...admin, UserAttributeNames: ["email"] }),
      /^InvalidParameterException/,
    );
  });

  it("exchanges refresh tokens where a client rotates them, and tells of one used again", async () => {
    const pool = fixture.pool();
    const client = fixture.appClient(pool, {
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      refreshTokenRotation: 10,
    });
    fixture.user(pool, EMAIL);
    const first = (await fixture.signIn(client, EMAIL)).AuthenticationResult?.RefreshToken;
    const refresh = (RefreshToken: string | undefined) => ({ ClientId: client.clientId, RefreshToken });
    const { AuthenticationResult } = await fixture.call<{
      AuthenticationResult: { RefreshToken: string; AccessToken: string };
    }>("GetTokensFromRefreshToken", refresh(first));
    assert.notEqual(AuthenticationResult.RefreshToken, first);
    await fixture.call("GetTokensFromRefreshToken", refresh(first));
    await fixture.clock.advance(11_000);
    assert.match(
      await fixture.refusal("GetTokensFromRefreshToken", refresh(first)),
      /^RefreshTokenReuseException/,
    );
    await fixture.call("RevokeToken", { ClientId: client.clientId, Token: first });
    assert.match(
      await fixture.refusal("GetTokensFromRefreshToken", refresh(AuthenticationResult.RefreshToken)),
      /Refresh Token has been revoked$/,
    );
    const { AccessToken } = AuthenticationResult;
    assert.match(await fixture.refusal("GetUser", { AccessToken }), /Access Token has been revoked$/);
  });

  it("looks no more at a code after five wrong ones", async () => {
    const pool = fixture.pool();
    const client = fixture.appClient(pool);
    const user = { ClientId: client.clientId, Username: EMAIL };
    await fixture.call("SignUp", { ...user, Password: PASSWORD });
    for (let attempt = 0; attempt < 5; attempt++)
      await fixture.refusal("ConfirmSignUp", { ...user, ConfirmationCode: "wrong" });
    const ConfirmationCode = fixture.cognito.lastCode(pool.id, EMAIL);
    assert.equal(
      await fixture.refusal("ConfirmSignUp", { ...user, ConfirmationCode }),
      "LimitExceededException: Attempt limit exceeded, please try after some time.",
    );
  });

  it("lets users sign out and delete themselves", async () => {
    const pool = fixture.pool();
    const client = fixture.appClient(pool);
    fixture.user(pool, EMAIL);
    const token = async () => (await fixture.signIn(client, EMAIL)).AuthenticationResult?.AccessToken;
    const AccessToken = await token();
    await fixture.call("AdminUserGlobalSignOut", { UserPoolId: pool.id, Username: EMAIL });
    assert.match(await fixture.refusal("GetUser", { AccessToken }), /Access Token has been revoked$/);
    await fixture.call("DeleteUser", { AccessToken: await token() });
    assert.equal(pool.findUser(EMAIL), undefined);
  });
});

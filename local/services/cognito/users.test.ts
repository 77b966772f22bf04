import assert from "node:assert/strict";
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  type SignUpCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { UserPoolClient, UserPoolSettings } from "./model.ts";
import { DEFAULT_PASSWORD_POLICY } from "./settings.ts";
import { CognitoFixture, clientSettings, PASSWORD, poolSettings } from "./testing.ts";
import type { UserPool } from "./user-pool.ts";

const EMAIL = "ada@example.com";

describe("Cognito: users", () => {
  let fixture: CognitoFixture;
  let pool: UserPool;
  let client: UserPoolClient;

  const start = (settings: Partial<UserPoolSettings> = {}) => {
    pool = fixture.pool(settings);
    client = fixture.appClient(pool);
  };
  beforeEach(() => {
    fixture = new CognitoFixture();
    start();
  });
  afterEach(() => fixture.close());

  const signUp = (input: Partial<SignUpCommandInput> = {}) =>
    fixture.client.send(
      new SignUpCommand({ ClientId: client.clientId, Username: EMAIL, Password: PASSWORD, ...input }),
    );
  const confirm = (ConfirmationCode: string, Username = EMAIL) =>
    fixture.client.send(new ConfirmSignUpCommand({ ClientId: client.clientId, Username, ConfirmationCode }));
  const adminCreate = (Username: string, input: Partial<AdminCreateUserCommandInput> = {}) =>
    fixture.client.send(
      new AdminCreateUserCommand({ UserPoolId: pool.id, Username, MessageAction: "SUPPRESS", ...input }),
    );
  const signIn = (password: string, USERNAME = EMAIL) =>
    fixture.client.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: client.clientId,
        AuthParameters: { USERNAME, PASSWORD: password },
      }),
    );
  const on = (Username: string) => ({ UserPoolId: pool.id, Username });

  describe("signing up", () => {
    it("sends a code, which confirms the user and the address", async () => {
      const { UserConfirmed, UserSub, CodeDeliveryDetails } = await signUp();
      assert.equal(UserConfirmed, false);
      assert.deepEqual(CodeDeliveryDetails, {
        Destination: "a***@e***",
        DeliveryMedium: "EMAIL",
        AttributeName: "email",
      });
      await assert.rejects(signIn(PASSWORD), {
        name: "UserNotConfirmedException",
        message: "User is not confirmed.",
      });
      const code = fixture.cognito.lastCode(pool.id, EMAIL) ?? "";
      await assert.rejects(confirm(code === "000000" ? "000001" : "000000"), {
        name: "CodeMismatchException",
      });
      await confirm(code);
      await assert.rejects(confirm(code), {
        message: "User cannot be confirmed. Current status is CONFIRMED",
      });
      assert.ok((await signIn(PASSWORD)).AuthenticationResult);
      const user = await fixture.client.send(new AdminGetUserCommand(on(EMAIL)));
      assert.equal(user.UserStatus, "CONFIRMED");
      assert.equal(user.Username, UserSub);
      assert.ok(user.UserCreateDate instanceof Date);
      const attributes = Object.fromEntries(
        user.UserAttributes?.map(({ Name, Value }) => [Name, Value]) ?? [],
      );
      assert.deepEqual(attributes, { sub: UserSub, email: EMAIL, email_verified: "true" });
    });

    it("sends another code, and lets none live longer than a day", async () => {
      await signUp();
      const first = fixture.cognito.lastCode(pool.id, EMAIL) ?? "";
      await fixture.clock.advance(86_400_000);
      await assert.rejects(confirm(first), { name: "ExpiredCodeException" });
      const resend = new ResendConfirmationCodeCommand({ ClientId: client.clientId, Username: EMAIL });
      await fixture.client.send(resend);
      await confirm(fixture.cognito.lastCode(pool.id, EMAIL) ?? "");
      await assert.rejects(fixture.client.send(resend), { message: "User is already confirmed." });
    });

    it("can be confirmed by an administrator", async () => {
      await signUp();
      await fixture.client.send(new AdminConfirmSignUpCommand(on(EMAIL)));
      assert.ok((await signIn(PASSWORD)).AuthenticationResult);
    });

    for (const [what, input, name, message] of [
      [
        "the same address in other letters",
        { Username: "ADA@example.com" },
        "UsernameExistsException",
        /given email already exists/,
      ],
      [
        "a name that is no address",
        { Username: "ada" },
        "InvalidParameterException",
        /Username should be an email\./,
      ],
      [
        "an attribute that is not there",
        { Username: "b@example.com", UserAttributes: [{ Name: "custom:x", Value: "1" }] },
        "NotAuthorizedException",
        /unauthorized attribute/,
      ],
      [
        "a verified address",
        { Username: "b@example.com", UserAttributes: [{ Name: "email_verified", Value: "true" }] },
        "NotAuthorizedException",
        /unauthorized attribute/,
      ],
      [
        "a bad phone number",
        { Username: "b@example.com", UserAttributes: [{ Name: "phone_number", Value: "123" }] },
        "InvalidParameterException",
        /phone number/,
      ],
    ] as const) {
      it(`refuses ${what}`, async () => {
        await signUp();
        await assert.rejects(signUp(input as Partial<SignUpCommandInput>), { name, message });
      });
    }

    it("refuses strangers where only administrators make users", async () => {
      start({ allowAdminCreateUserOnly: true });
      await assert.rejects(signUp(), {
        name: "NotAuthorizedException",
        message: "SignUp is not permitted for this user pool",
      });
    });

    it("asks for the attributes that the schema requires", async () => {
      start({ schema: [{ name: "given_name", attributeDataType: "String", required: true, mutable: true }] });
      await assert.rejects(signUp(), {
        message: /Attributes did not conform to the schema: given_name: The attribute is required/,
      });
      await signUp({ UserAttributes: [{ Name: "given_name", Value: "Ada" }] });
    });
  });

  describe("passwords", () => {
    for (const [password, policy, reason] of [
      ["Sh0rt-1", {}, "Password not long enough"],
      ["lower-case-1", {}, "Password must have uppercase characters"],
      ["UPPER-CASE-1", {}, "Password must have lowercase characters"],
      ["No-Numbers", {}, "Password must have numeric characters"],
      ["NoSymbols1", {}, "Password must have symbol characters"],
      ["Long-Enough-1", { minimumLength: 14 }, "Password not long enough"],
    ] as const) {
      it(`refuse ${password}: ${reason}`, async () => {
        start({ passwordPolicy: { ...DEFAULT_PASSWORD_POLICY, ...policy } });
        await assert.rejects(signUp({ Password: password }), {
          name: "InvalidPasswordException",
          message: `Password did not conform with policy: ${reason}`,
        });
        await adminCreate(EMAIL);
        await assert.rejects(
          fixture.client.send(new AdminSetUserPasswordCommand({ ...on(EMAIL), Password: password })),
          { name: "InvalidPasswordException", message: `Password does not conform to policy: ${reason}` },
        );
      });
    }

    it("need only what the policy asks for", async () => {
      const lax = {
        requireLowercase: false,
        requireNumbers: false,
        requireSymbols: false,
        requireUppercase: false,
      };
      start({ passwordPolicy: { ...DEFAULT_PASSWORD_POLICY, ...lax, minimumLength: 6 } });
      await signUp({ Password: "simple" });
      await assert.rejects(signUp({ Username: "b@example.com", Password: " simple " }), {
        name: "InvalidParameterException",
      });
    });

    it("change for who knows the old one, and never to an earlier one", async () => {
      start({ passwordPolicy: { ...DEFAULT_PASSWORD_POLICY, passwordHistorySize: 2 } });
      await signUp();
      await fixture.client.send(new AdminConfirmSignUpCommand(on(EMAIL)));
      const { AuthenticationResult } = await signIn(PASSWORD);
      const change = (PreviousPassword: string, ProposedPassword: string) =>
        fixture.client.send(
          new ChangePasswordCommand({
            AccessToken: AuthenticationResult?.AccessToken,
            PreviousPassword,
            ProposedPassword,
          }),
        );
      await assert.rejects(change("Wrong-Horse-1", "Fresh-Horse-1"), {
        message: "Incorrect username or password.",
      });
      await assert.rejects(change(PASSWORD, PASSWORD), { name: "PasswordHistoryPolicyViolationException" });
      await change(PASSWORD, "Fresh-Horse-1");
      await assert.rejects(change("Fresh-Horse-1", PASSWORD), {
        name: "PasswordHistoryPolicyViolationException",
      });
      await change("Fresh-Horse-1", "Fresh-Horse-2");
      await change("Fresh-Horse-2", PASSWORD);
      await assert.rejects(signIn("Fresh-Horse-2"), { message: "Incorrect username or password." });
      assert.ok((await signIn(PASSWORD)).AuthenticationResult);
    });

    it("that are forgotten are replaced with a code, for an hour", async () => {
      await signUp();
      const forgot = (Username = EMAIL) =>
        fixture.client.send(new ForgotPasswordCommand({ ClientId: client.clientId, Username }));
      const replace = (ConfirmationCode: string, Password = "Fresh-Horse-1") =>
        fixture.client.send(
          new ConfirmForgotPasswordCommand({
            ClientId: client.clientId,
            Username: EMAIL,
            ConfirmationCode,
            Password,
          }),
        );
      const code = () => fixture.cognito.lastCode(pool.id, EMAIL) ?? "";
      await assert.rejects(forgot(), { message: /no registered\/verified email/ });
      await confirm(code());
      await forgot();
      await fixture.clock.advance(3_600_000);
      await assert.rejects(replace(code()), { name: "ExpiredCodeException" });
      const { CodeDeliveryDetails } = await forgot();
      assert.equal(CodeDeliveryDetails?.Destination, "a***@e***");
      await assert.rejects(replace(code(), "weak"), { name: "InvalidPasswordException" });
      await replace(code());
      assert.ok((await signIn("Fresh-Horse-1")).AuthenticationResult);
      assert.ok((await forgot("x@example.com")).CodeDeliveryDetails);
    });
  });

  describe("as administrators see them", () => {
    it("are made, found, listed, and deleted", async () => {
      const { User } = await adminCreate(EMAIL, {
        UserAttributes: [{ Name: "name", Value: "Ada" }],
        MessageAction: undefined,
      });
      assert.equal(User?.UserStatus, "FORCE_CHANGE_PASSWORD");
      await assert.rejects(adminCreate(EMAIL), { name: "UsernameExistsException" });
      for (let count = 0; count < 4; count++) await adminCreate(`user${count}@example.com`);
      const list = (Filter?: string, PaginationToken?: string) =>
        fixture.client.send(
          new ListUsersCommand({
            UserPoolId: pool.id,
            Limit: 3,
            ...(Filter && { Filter }),
            ...(PaginationToken && { PaginationToken }),
          }),
        );
      const first = await list();
      const second = await list(undefined, first.PaginationToken);
      assert.deepEqual(
        [first.Users?.length, second.Users?.length, second.PaginationToken],
        [3, 2, undefined],
      );
      assert.deepEqual(
        (await list('email = "ada@example.com"')).Users?.map(({ Username }) => Username),
        [User?.Username],
      );
      assert.equal((await list('email ^= "user"')).Users?.length, 3);
      assert.equal((await list('cognito:user_status = "CONFIRMED"')).Users?.length, 0);
      await assert.rejects(list("nonsense"), { name: "InvalidParameterException" });
      await fixture.client.send(new AdminDeleteUserCommand(on(EMAIL)));
      await assert.rejects(fixture.client.send(new AdminGetUserCommand(on(EMAIL))), {
        name: "UserNotFoundException",
        message: "User does not exist.",
      });
    });

    it("are members of groups", async () => {
      fixture.cognito.pools.createGroup(pool.id, {
        groupName: "operator",
        precedence: 1,
        description: "all orders",
      });
      assert.throws(() => fixture.cognito.pools.createGroup(pool.id, { groupName: "operator" }), {
        code: "GroupExistsException",
      });
      await adminCreate(EMAIL);
      const member = { ...on(EMAIL), GroupName: "operator" };
      await fixture.client.send(new AdminAddUserToGroupCommand(member));
      const groups = async () =>
        (await fixture.client.send(new AdminListGroupsForUserCommand(on(EMAIL)))).Groups;
      assert.deepEqual(
        (await groups())?.map(({ GroupName, Precedence }) => [GroupName, Precedence]),
        [["operator", 1]],
      );
      const members = new ListUsersInGroupCommand({ UserPoolId: pool.id, GroupName: "operator" });
      assert.equal((await fixture.client.send(members)).Users?.length, 1);
      await fixture.client.send(new AdminRemoveUserFromGroupCommand(member));
      assert.deepEqual(await groups(), []);
      await assert.rejects(
        fixture.client.send(new AdminAddUserToGroupCommand({ ...member, GroupName: "none" })),
        {
          name: "ResourceNotFoundException",
          message: "Group not found.",
        },
      );
    });

    it("need a permission on the pool for each operation", async () => {
      await adminCreate(EMAIL);
      await fixture.client.send(new AdminGetUserCommand(on(EMAIL)));
      assert.deepEqual(fixture.accesses, [
        { action: "cognito-idp:AdminCreateUser", resource: pool.arn, context: {} },
        { action: "cognito-idp:AdminGetUser", resource: pool.arn, context: {} },
      ]);
      assert.equal(pool.arn, `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${pool.id}`);
      const unauthenticated = Object.entries(fixture.cognito.service.operations)
        .filter(([, operation]) => operation.unauthenticated)
        .map(([name]) => name);
      assert.ok(
        !unauthenticated.some((name) => /^(Admin|List|Describe)/.test(name)),
        unauthenticated.join(", "),
      );
      const missing = { UserPoolId: "eu-west-1_NoneSuch1", Username: EMAIL };
      await assert.rejects(fixture.client.send(new AdminGetUserCommand(missing)), {
        name: "ResourceNotFoundException",
        message: "User pool eu-west-1_NoneSuch1 does not exist.",
      });
    });

    it("live in a pool and sign in by a client that can be described", async () => {
      const { UserPool: shown } = await fixture.client.send(
        new DescribeUserPoolCommand({ UserPoolId: pool.id }),
      );
      assert.equal(shown?.Arn, pool.arn);
      assert.equal(shown.Policies?.PasswordPolicy?.MinimumLength, 8);
      const describe = new DescribeUserPoolClientCommand({ UserPoolId: pool.id, ClientId: client.clientId });
      const { UserPoolClient: described } = await fixture.client.send(describe);
      assert.equal(described?.RefreshTokenValidity, 30);
      assert.equal(described.PreventUserExistenceErrors, "ENABLED");
    });

    it("keep names of their own where addresses are only aliases", async () => {
      start({ usernameAttributes: [], aliasAttributes: ["email"] });
      const UserAttributes = [{ Name: "email", Value: EMAIL }];
      const { User } = await adminCreate("Ada", { UserAttributes });
      assert.equal(User?.Username, "Ada");
      await assert.rejects(adminCreate("ada"), {
        name: "UsernameExistsException",
        message: "User account already exists",
      });
      await assert.rejects(adminCreate(EMAIL), { message: /Username cannot be of email format/ });
      await fixture.client.send(
        new AdminSetUserPasswordCommand({ ...on("ada"), Password: PASSWORD, Permanent: true }),
      );
      await assert.rejects(signIn(PASSWORD), { message: "Incorrect username or password." });
      assert.ok((await signIn(PASSWORD, "ADA")).AuthenticationResult);
    });
  });

  describe("settings that Cognito refuses", () => {
    for (const [what, settings, reason] of [
      ["a name with a slash", { name: "a/b" }, /poolName/],
      [
        "a password length below 6",
        { passwordPolicy: { ...DEFAULT_PASSWORD_POLICY, minimumLength: 5 } },
        /minimumLength.*greater than or equal to 6/,
      ],
      [
        "both kinds of sign-in attributes",
        { aliasAttributes: ["email"] },
        /Only one of the aliasAttributes or usernameAttributes/,
      ],
      [
        "a required custom attribute",
        { schema: [{ name: "x", attributeDataType: "String", required: true, mutable: true }] },
        /Required custom attributes/,
      ],
      [
        "advanced security without PLUS",
        { advancedSecurityMode: "ENFORCED" },
        /ESSENTIALS pricing tier.*Threat Protection/,
      ],
    ] as const) {
      it(`of a pool: ${what}`, () => {
        assert.throws(
          () => fixture.cognito.pools.create(poolSettings(settings as Partial<UserPoolSettings>)),
          { message: reason },
        );
      });
    }

    for (const [what, settings, reason] of [
      ["an access token for two days", { accessTokenValidity: 48 }, /Invalid range for token validity/],
      [
        "an ID token for a minute",
        {
          idTokenValidity: 60,
          tokenValidityUnits: { accessToken: "hours", idToken: "seconds", refreshToken: "days" },
        },
        /idTokenValidity is 60 seconds/,
      ],
      [
        "a refresh token that ends first",
        {
          accessTokenValidity: 24,
          refreshTokenValidity: 2,
          tokenValidityUnits: { accessToken: "hours", idToken: "hours", refreshToken: "hours" },
        },
        /must outlive/,
      ],
      ["an old name of a flow", { explicitAuthFlows: ["USER_PASSWORD_AUTH"] }, /enum value set/],
      ["sessions of an hour", { authSessionValidity: 60 }, /authSessionValidity/],
    ] as const) {
      it(`of a client: ${what}`, () => {
        const refused = { ...clientSettings(pool), ...settings } as ReturnType<typeof clientSettings>;
        assert.throws(() => fixture.cognito.pools.createClient(pool.id, refused), {
          code: "InvalidParameterException",
          message: reason,
        });
      });
    }

    it("deleting a protected pool", () => {
      start({ deletionProtection: "ACTIVE" });
      assert.throws(() => fixture.cognito.pools.delete(pool.id), {
        message: /deletion protection is activated/,
      });
      fixture.cognito.pools.update(pool.id, { ...pool.settings, deletionProtection: "INACTIVE" });
      fixture.cognito.pools.delete(pool.id);
      assert.throws(() => fixture.cognito.pools.get(pool.id), { code: "ResourceNotFoundException" });
    });
  });
});

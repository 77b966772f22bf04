import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { UserPool, type UserPoolArgs } from "./user-pool.ts";

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";
const GROUP = "aws:cognito/userGroup:UserGroup";

async function deploy(args: Partial<UserPoolArgs> = {}) {
  const made: UserPool[] = [];
  const stack = await mockStack(() => {
    made.push(
      new UserPool("users", {
        groups: { operator: { description: "Sees every order" }, customer: { description: "Places orders" } },
        accessTokenMinutes: 15,
        adminPasswordSignIn: false,
        threatProtection: false,
        protect: false,
        ...args,
      }),
    );
  });
  const [pool] = made;
  assert.ok(pool);
  return { stack, pool };
}

describe("UserPool", () => {
  it("wants strong passwords, offers a second factor and recovers by e-mail", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find(POOL, "users").inputs, {
      name: "users-dev",
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 1,
      },
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      deletionProtection: "INACTIVE",
    });
  });

  it("is protected by Pulumi and by Cognito when told so", async () => {
    const { stack } = await deploy({ protect: true });
    assert.equal(stack.find(POOL, "users").protect, true);
    assert.equal(stack.find(POOL, "users").inputs.deletionProtection, "ACTIVE");
  });

  it("has threat protection, and the tier it needs, when told so", async () => {
    const { stack } = await deploy({ threatProtection: true });
    const { userPoolTier, userPoolAddOns } = stack.find(POOL, "users").inputs;
    assert.equal(userPoolTier, "PLUS");
    assert.deepEqual(userPoolAddOns, { advancedSecurityMode: "ENFORCED" });
  });

  it("has its groups, the most privileged first", async () => {
    const { stack } = await deploy();
    assert.deepEqual(
      stack.names(GROUP).map((name) => [name, stack.find(GROUP, name).inputs]),
      [
        [
          "users-customer",
          { name: "customer", userPoolId: "users-id", description: "Places orders", precedence: 1 },
        ],
        [
          "users-operator",
          { name: "operator", userPoolId: "users-id", description: "Sees every order", precedence: 0 },
        ],
      ],
    );
  });

  it("has a public client: SRP, short tokens that can be revoked, no hint whether a user exists", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find(CLIENT, "users-client").inputs, {
      name: "users-client-dev",
      userPoolId: "users-id",
      generateSecret: false,
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      accessTokenValidity: 15,
      idTokenValidity: 15,
      refreshTokenValidity: 7,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
    });
  });

  it("lets administrators sign users in with a password only when told so", async () => {
    const { stack } = await deploy({ adminPasswordSignIn: true });
    assert.deepEqual(stack.find(CLIENT, "users-client").inputs.explicitAuthFlows, [
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
      "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    ]);
  });

  it("lets a role look single users up", async () => {
    const { env, statements } = (await deploy()).pool.userReader("USER_POOL_ID");
    assert.equal(await resolved(env.USER_POOL_ID), "users-id");
    const [statement] = statements;
    assert.deepEqual(statement?.Action, ["cognito-idp:AdminGetUser"]);
    assert.equal(
      await resolved(statement?.Resource[0]),
      "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/users-id",
    );
  });

  it("says who issues its tokens, and for whom", async () => {
    const { pool } = await deploy();
    assert.equal(await resolved(pool.issuer), "https://cognito-idp.eu-west-1.amazonaws.com/users-id");
    assert.equal(await resolved(pool.clientId), "users-client-id");
  });
});

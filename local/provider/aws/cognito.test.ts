import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { Cognito } from "../../services/cognito/cognito.ts";
import { TriggerFunctions } from "../../services/cognito/testing.ts";
import { type CheckContext, type Properties, type ResourceHandler, UNKNOWN } from "../resource.ts";
import { cognitoModule } from "./cognito.ts";

const context: CheckContext = { urn: "urn", name: "users", autoName: () => "users-1234567" };
const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

describe("provider: aws:cognito", () => {
  let clock: Clock;
  let cognito: Cognito;
  let handlers: Readonly<Record<string, ResourceHandler>>;
  beforeEach(() => {
    clock = new Clock();
    cognito = new Cognito({ account, clock, functions: new TriggerFunctions() });
    handlers = cognitoModule(cognito).resources ?? {};
  });
  afterEach(() => clock.close());

  const handler = (type: string): ResourceHandler => {
    const found = handlers[`aws:cognito/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`];
    assert.ok(found, type);
    return found;
  };
  const check = (type: string, inputs: Properties) =>
    handler(type).check?.(inputs, context) ?? { inputs, failures: [] };
  const create = async (type: string, inputs: Properties) => {
    const checked = check(type, inputs);
    assert.deepEqual(checked.failures, []);
    return handler(type).create(checked.inputs, context);
  };

  it("makes a pool, a client and a group, with the outputs of the AWS provider", async () => {
    const pool = await create("UserPool", {
      usernameAttributes: ["email"],
      autoVerifiedAttributes: ["email"],
      passwordPolicy: { minimumLength: 12, requireNumbers: true },
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      schemas: [
        {
          name: "tier",
          attributeDataType: "String",
          mutable: true,
          stringAttributeConstraints: { maxLength: "8" },
        },
      ],
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      deletionProtection: "ACTIVE",
      usernameConfiguration: { caseSensitive: false },
    });
    assert.equal(pool.outputs.endpoint, `cognito-idp.eu-west-1.amazonaws.com/${pool.id}`);
    assert.equal(pool.outputs.arn, `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${pool.id}`);
    assert.equal(pool.outputs.name, "users-1234567");
    const { settings } = cognito.pools.get(pool.id);
    assert.deepEqual(settings.passwordPolicy, {
      minimumLength: 12,
      requireLowercase: false,
      requireNumbers: true,
      requireSymbols: false,
      requireUppercase: false,
      temporaryPasswordValidityDays: 7,
      passwordHistorySize: 0,
    });
    assert.deepEqual(settings.schema, [
      { name: "tier", attributeDataType: "String", required: false, mutable: true, max: 8 },
    ]);

    const client = await create("UserPoolClient", {
      userPoolId: pool.id,
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      accessTokenValidity: 15,
      tokenValidityUnits: { accessToken: "minutes" },
      generateSecret: true,
    });
    assert.equal(String(client.outputs.clientSecret).length, 51);
    assert.equal(cognito.pools.client(pool.id, client.id).settings.idTokenValidity, 1);
    const group = await create("UserGroup", { userPoolId: pool.id, name: "operator", precedence: 1 });
    assert.equal(group.id, `${pool.id}/operator`);

    const longer = { ...client.outputs, name: "web", userPoolId: pool.id, accessTokenValidity: 30 };
    await handler("UserPoolClient").update?.(client.id, longer, client.outputs);
    assert.equal(cognito.pools.client(pool.id, client.id).settings.accessTokenValidity, 30);

    await handler("UserGroup").delete(group.id, group.outputs);
    await handler("UserPoolClient").delete(client.id, client.outputs);
    assert.throws(() => handler("UserPool").delete(pool.id, pool.outputs), /deletion protection/);
    await handler("UserPool").update?.(pool.id, { name: "users-1234567" }, pool.outputs);
    await handler("UserPool").delete(pool.id, pool.outputs);
    await handler("UserPool").delete(pool.id, pool.outputs);
    for (const [type, state] of [
      ["UserPool", pool],
      ["UserPoolClient", client],
      ["UserGroup", group],
    ] as const)
      assert.equal(await handler(type).read?.(state.id, state.outputs), undefined);
  });

  it("refuses references to a pool that is not there", async () => {
    for (const [type, inputs] of [
      ["UserPoolClient", {}],
      ["UserGroup", { name: "operator" }],
    ] as const) {
      const userPoolId = "eu-west-1_NoneSuch1";
      await assert.rejects(create(type, { ...inputs, userPoolId }), { code: "ResourceNotFoundException" });
    }
  });

  it("takes functions, an enforced second factor and rotating refresh tokens, and changes them", async () => {
    const arn = "arn:aws:lambda:eu-west-1:000000000000:function:welcome";
    const inputs = {
      mfaConfiguration: "ON",
      softwareTokenMfaConfiguration: { enabled: true },
      lambdaConfig: {
        postConfirmation: arn,
        preTokenGenerationConfig: { lambdaArn: arn, lambdaVersion: "V2_0" },
      },
    };
    const { id } = await create("UserPool", inputs);
    const { settings } = cognito.pools.get(id);
    assert.deepEqual([settings.mfaConfiguration, settings.softwareTokenMfa], ["ON", true]);
    assert.deepEqual(settings.lambdaConfig, {
      postConfirmation: arn,
      preTokenGeneration: arn,
      preTokenGenerationVersion: "V2_0",
    });
    const client = await create("UserPoolClient", {
      userPoolId: id,
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 30 },
    });
    assert.equal(cognito.pools.client(id, client.id).settings.refreshTokenRotation, 30);
    const without = { ...inputs, lambdaConfig: undefined, name: settings.name };
    await handler("UserPool").update?.(id, without, {});
    assert.deepEqual(cognito.pools.get(id).settings.lambdaConfig, {});
  });

  for (const [type, inputs, property] of [
    ["UserPool", { lambdaConfig: { customMessage: UNKNOWN } }, "lambdaConfig.customMessage"],
    ["UserPool", { lambdaConfig: { postConfirmation: "hello" } }, "lambdaConfig.postConfirmation"],
    ["UserPool", { mfaConfiguration: "ON" }, "mfaConfiguration"],
    ["UserPool", { mfaConfiguration: "OPTIONAL" }, "mfaConfiguration"],
    ["UserPool", { passwordPolicy: { minimumLength: 5 } }, "passwordPolicy.minimumLength"],
    ["UserPool", { schemas: [{ name: "x" }] }, "schemas[0].attributeDataType"],
    ["UserPool", { userPoolTier: "FREE" }, "userPoolTier"],
    [
      "UserPoolClient",
      { userPoolId: UNKNOWN, explicitAuthFlows: ["ADMIN_NO_SRP_AUTH"] },
      "explicitAuthFlows[0]",
    ],
    ["UserPoolClient", { userPoolId: UNKNOWN, callbackUrls: ["https://example.com"] }, "callbackUrls"],
    [
      "UserPoolClient",
      { userPoolId: UNKNOWN, tokenValidityUnits: { accessToken: "weeks" } },
      "tokenValidityUnits.accessToken",
    ],
    ["UserPoolClient", {}, "userPoolId"],
    ["UserGroup", { userPoolId: UNKNOWN, precedence: -1 }, "precedence"],
  ] as const) {
    it(`refuses ${type} for ${property}`, () => {
      assert.deepEqual(
        check(type, inputs).failures.map((failure) => failure.property),
        [property],
      );
    });
  }
});

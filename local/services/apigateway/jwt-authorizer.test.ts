import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { Cognito } from "../cognito/cognito.ts";
import { clientSettings, poolSettings, TriggerFunctions } from "../cognito/testing.ts";
import { Tokens } from "../cognito/tokens.ts";
import { Triggers } from "../cognito/triggers.ts";
import type { HttpApi } from "./http-api.ts";
import type { AuthorizerSettings } from "./model.ts";
import { account, FUNCTION_ARN, GatewayFixture } from "./testing.ts";

const ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Test12345";
const SCOPE = "aws.cognito.signin.user.admin";
const INTEGRATION = {
  integrationType: "AWS_PROXY",
  integrationUri: FUNCTION_ARN,
  payloadFormatVersion: "2.0",
};

async function protectedApi(
  fixture: GatewayFixture,
  settings: Partial<AuthorizerSettings> = {},
  scopes = [SCOPE],
) {
  const api = await fixture.api();
  const { authorizerId } = await api.createAuthorizer({
    name: "cognito",
    authorizerType: "JWT",
    identitySource: ["$request.header.Authorization"],
    jwtConfiguration: { issuer: ISSUER, audience: ["web"] },
    ...settings,
  });
  const { integrationId } = api.createIntegration(INTEGRATION);
  const target = `integrations/${integrationId}`;
  api.createRoute({
    routeKey: "GET /x",
    target,
    authorizationType: "JWT",
    authorizerId,
    authorizationScopes: scopes,
  });
  api.createRoute({ routeKey: "GET /open", target });
  await api.createStage({ stageName: "$default", autoDeploy: true });
  return { api, authorizerId };
}

describe("HTTP API: JWT authorizer", () => {
  let fixture: GatewayFixture;
  let api: HttpApi;
  let privateKey: KeyObject;
  let publicKey: KeyObject;
  let keySet: { keys: Record<string, unknown>[] };

  before(async () => {
    ({ privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 }));
    keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }] };
  });
  beforeEach(async () => {
    fixture = new GatewayFixture({ keySet: (issuer) => (issuer === ISSUER ? keySet : undefined) });
    ({ api } = await protectedApi(fixture));
  });
  afterEach(() => fixture.close());

  const now = () => Math.floor(fixture.clock.now() / 1000);
  const claims = (changed: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
    sub: "u1",
    iss: ISSUER,
    client_id: "web",
    scope: SCOPE,
    iat: now(),
    exp: now() + 3600,
    ...changed,
  });
  const sign = (
    payload: JWTPayload,
    header: { alg?: string; kid?: string } = {},
    key: KeyObject | Uint8Array = privateKey,
  ) => new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "one", ...header }).sign(key);
  const call = (authorization?: string, path = "/x") =>
    fetch(api.apiEndpoint + path, { headers: authorization === undefined ? {} : { authorization } });

  it("lets a good token in and hands its claims over as strings", async () => {
    const token = await sign(
      claims({
        "cognito:groups": ["operator", "customer"],
        email_verified: true,
        address: { b: 1, a: [2] },
        none: null,
      }),
    );
    assert.equal((await call(`Bearer ${token}`)).status, 200);
    const { authorizer } = fixture.lambda.lastEvent.requestContext;
    assert.deepEqual(authorizer?.jwt.scopes, [SCOPE]);
    const { iat, exp, ...shown } = authorizer?.jwt.claims ?? {};
    assert.deepEqual(shown, {
      sub: "u1",
      iss: ISSUER,
      client_id: "web",
      scope: SCOPE,
      "cognito:groups": "[operator customer]",
      email_verified: "true",
      address: "map[a:[2] b:1]",
      none: "<nil>",
    });
    assert.match(String(exp), /^\d{10}$/);
  });

  it("checks a token that it has let in before anew: its end, its signature, its issuer's keys", async () => {
    const token = await sign(claims());
    const status = async (text: string) => (await call(`Bearer ${text}`)).status;
    assert.deepEqual([await status(token), await status(token)], [200, 200]);
    assert.equal(await status(`${token.slice(0, -8)}AAAAAAAA`), 401);
    const keys = keySet;
    const { publicKey: other } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    keySet = { keys: [{ ...(await exportJWK(other)), kid: "one", alg: "RS256", use: "sig" }] };
    assert.equal(await status(token), 401);
    keySet = keys;
    assert.equal(await status(token), 200);
    await fixture.clock.advance(3_600_000);
    assert.equal(await status(token), 401);
  });

  it("takes a token without Bearer, in any case, and none on an open route", async () => {
    const token = await sign(claims());
    for (const value of [token, `bearer ${token}`]) assert.equal((await call(value)).status, 200);
    assert.equal((await call(undefined, "/open")).status, 200);
  });

  it("asks for a token where there is none", async () => {
    for (const value of [undefined, "", "Bearer "]) {
      const response = await call(value);
      assert.equal(response.status, 401);
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
      assert.deepEqual(await response.json(), { message: "Unauthorized" });
    }
    assert.equal(fixture.lambda.invocations.length, 0);
  });

  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const cases: [what: string, token: () => Promise<string> | string, description: RegExp][] = [
    [
      "another audience",
      () => sign(claims({ client_id: "other" })),
      /^the token does not have a valid audience$/,
    ],
    ["another aud beside a good client_id", () => sign(claims({ aud: "other" })), /valid audience/],
    ["no audience", () => sign(claims({ client_id: undefined })), /valid audience/],
    ["another issuer", () => sign(claims({ iss: `${ISSUER}x` })), /invalid issuer/],
    ["an end in the past", () => sign(claims({ exp: now() - 1 })), /^the token has expired$/],
    ["no end", () => sign(claims({ exp: undefined })), /expired/],
    ["a start in the future", () => sign(claims({ nbf: now() + 60 })), /not valid yet/],
    ["an issue in the future", () => sign(claims({ iat: now() + 60 })), /before issued/],
    ["an unknown key id", () => sign(claims(), { kid: "two" }), /key id is unknown/],
    ["another's signature", () => sign(claims(), {}, stranger), /signature is invalid/],
    ["no signature", () => new UnsecuredJWT(claims()).encode(), /signing method none is invalid/],
    [
      "an HMAC with the public key",
      () => sign(claims(), { alg: "HS256" }, Buffer.from(publicKey.export({ type: "spki", format: "pem" }))),
      /signing method HS256 is invalid/,
    ],
    ["RSA with PSS", () => sign(claims(), { alg: "PS256" }), /signing method PS256 is invalid/],
    [
      "changed claims",
      async () =>
        (await sign(claims())).replace(
          /\.[^.]+\./,
          `.${Buffer.from(JSON.stringify(claims({ sub: "u2" }))).toString("base64url")}.`,
        ),
      /signature is invalid/,
    ],
    ["two parts", () => "a.b", /invalid number of segments/],
    ["nonsense", () => "a.b.c", /malformed/],
    [
      "claims that are no object",
      async () => (await sign(claims())).replace(/\.[^.]+\./, `.${Buffer.from("[]").toString("base64url")}.`),
      /malformed|issuer/,
    ],
  ];
  for (const [what, token, description] of cases) {
    it(`refuses a token with ${what}`, async () => {
      const response = await call(`Bearer ${await token()}`);
      assert.equal(response.status, 401);
      assert.deepEqual(await response.json(), { message: "Unauthorized" });
      const [, scope, text = ""] =
        /^Bearer scope="(.*?)" error="invalid_token" error_description="(.*)"$/.exec(
          response.headers.get("www-authenticate") ?? "",
        ) ?? [];
      assert.equal(scope, SCOPE);
      assert.match(text, description);
      assert.equal(fixture.lambda.invocations.length, 0);
    });
  }

  it("refuses a token without a key id", async () => {
    const token = await new SignJWT(claims()).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
    assert.match((await call(token)).headers.get("www-authenticate") ?? "", /has no key id/);
  });

  it("runs on the clock", async () => {
    const token = await sign(claims());
    assert.equal((await call(token)).status, 200);
    await fixture.clock.advance(3_600_000);
    assert.equal((await call(token)).status, 401);
  });

  it("forbids a good token without any of the route's scopes", async () => {
    for (const changed of [{ scope: "other" }, { scope: `${SCOPE}x` }, { scope: undefined }, { scope: 7 }]) {
      const response = await call(await sign(claims(changed)));
      assert.equal(response.status, 403);
      assert.deepEqual(await response.json(), { message: "Forbidden" });
    }
    for (const changed of [
      { scope: `other ${SCOPE}` },
      { scope: undefined, scp: [SCOPE] },
      { scope: undefined, scp: SCOPE },
    ])
      assert.equal((await call(await sign(claims(changed)))).status, 200);
  });

  it("reads a token from the query where it is told so, and asks for no scope where the route has none", async () => {
    ({ api } = await protectedApi(fixture, { identitySource: ["$request.querystring.token"] }, []));
    const token = await sign(claims({ scope: undefined, aud: "web", client_id: undefined }));
    assert.equal((await call(undefined, `/x?token=${token}`)).status, 200);
    assert.equal(fixture.lambda.lastEvent.requestContext.authorizer?.jwt.scopes, null);
    assert.equal((await call(token)).status, 401);
  });

  for (const [what, settings, reason] of [
    [
      "an issuer that can't be reached",
      { jwtConfiguration: { issuer: "https://127.0.0.1:1/x", audience: ["a"] } },
      /Invalid issuer: .*well-known\/openid-configuration/,
    ],
    [
      "an issuer that is no URL",
      { jwtConfiguration: { issuer: "cognito", audience: ["a"] } },
      /starts with https/,
    ],
    ["no audience", { jwtConfiguration: { issuer: ISSUER, audience: [] } }, /audiences/],
    ["no identity source", { identitySource: [] }, /identity source/],
    ["an identity source in the path", { identitySource: ["$request.path.token"] }, /identity source/],
    ["a Lambda function", { authorizerType: "REQUEST" }, /REQUEST/],
    ["a name that is taken", {}, /unique/],
  ] as const) {
    it(`refuses to be made with ${what}`, async () => {
      const authorizer = {
        name: "cognito",
        authorizerType: "JWT",
        identitySource: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: ISSUER, audience: ["web"] },
        ...settings,
      };
      await assert.rejects(api.createAuthorizer(authorizer), {
        code: "BadRequestException",
        message: reason,
      });
    });
  }

  it("stays while a route uses it", async () => {
    const { api: other, authorizerId } = await protectedApi(fixture);
    assert.throws(() => other.deleteAuthorizer(authorizerId), {
      code: "ConflictException",
      message: /GET \/x/,
    });
  });

  describe("of an issuer elsewhere", () => {
    let server: Server;
    let issuer: string;
    let served: string[];
    beforeEach(async () => {
      served = [];
      server = createServer((request, response) => {
        served.push(request.url ?? "");
        response.end(
          JSON.stringify(request.url === "/keys" ? keySet : { issuer, jwks_uri: `${issuer}/keys` }),
        );
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      server.close();
      server.closeAllConnections();
    });

    it("finds the keys by discovery and keeps them for two hours", async () => {
      ({ api } = await protectedApi(fixture, { jwtConfiguration: { issuer, audience: ["web"] } }));
      const token = await sign(claims({ iss: issuer, exp: now() + 10_000 }));
      assert.equal((await call(token)).status, 200);
      assert.equal((await call(token)).status, 200);
      assert.deepEqual(served, ["/.well-known/openid-configuration", "/keys"]);
      await fixture.clock.advance(7_200_000);
      assert.equal((await call(token)).status, 200);
      assert.equal(served.length, 4);
    });

    it("says why it lets nobody in when the issuer is gone", async () => {
      ({ api } = await protectedApi(fixture, { jwtConfiguration: { issuer, audience: ["web"] } }));
      server.close();
      server.closeAllConnections();
      await fixture.clock.advance(7_200_000);
      const response = await call(await sign(claims({ iss: issuer })));
      assert.equal(response.status, 401);
      assert.match(
        response.headers.get("www-authenticate") ?? "",
        /OIDC discovery endpoint communication error/,
      );
    });
  });
});

describe("HTTP API with Cognito", () => {
  it("lets access tokens in, ID tokens only where a route asks for no scope", async () => {
    const issuers: { cognito?: Cognito } = {};
    const fixture = new GatewayFixture({ keySet: (issuer) => issuers.cognito?.keySet(issuer) });
    const { clock } = fixture;
    const functions = new TriggerFunctions();
    const cognito = new Cognito({ account, clock, functions });
    issuers.cognito = cognito;
    const pool = cognito.pools.create(poolSettings());
    const client = cognito.pools.createClient(pool.id, clientSettings(pool));
    const user = pool.newUser("ada@example.com", new Map(), "CONFIRMED");
    pool.addUser(user);
    const tokens = new Tokens(clock, cognito.pools, new Triggers(account, functions));
    const source = "TokenGeneration_Authentication";
    const { AccessToken, IdToken } = await tokens.signIn({ pool, client, user, source });
    const jwtConfiguration = { issuer: pool.issuer, audience: [client.clientId] };

    const { api: scoped } = await protectedApi(fixture, { jwtConfiguration });
    const { api: unscoped } = await protectedApi(fixture, { jwtConfiguration }, []);
    const status = async (api: HttpApi, authorization: string) =>
      (await fetch(`${api.apiEndpoint}/x`, { headers: { authorization } })).status;
    assert.equal(await status(scoped, AccessToken), 200);
    assert.equal(fixture.lambda.lastEvent.requestContext.authorizer?.jwt.claims.sub, user.sub);
    assert.equal(await status(scoped, IdToken), 403);
    assert.equal(await status(unscoped, IdToken), 200);
    await clock.advance(3_600_000);
    assert.equal(await status(scoped, AccessToken), 401);

    cognito.pools.delete(pool.id);
    assert.equal(cognito.keySet(pool.issuer), undefined);
    await fixture.close();
  }).timeout(20_000);
});

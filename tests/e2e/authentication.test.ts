import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import { OrdersApi, order, signIn, type Tokens } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { stopSchedules } from "../kit/schedules.ts";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));

describe("authentication, over HTTP", function () {
  this.timeout(120_000);
  let platform: Platform;
  let tokens: Tokens;

  before(async () => {
    platform = await freshPlatform();
    const { demo } = platform.users;
    assert.ok(demo);
    tokens = await signIn(platform, demo);
  });

  async function answers(token: string | undefined, status: number, scheme = "Bearer "): Promise<void> {
    for (const [method, path, body] of [
      ["POST", "/v1/orders", JSON.stringify(order)],
      ["GET", "/v1/orders/2f1f7c52-3f0e-4a52-9df8-0c4f0c7f9a11", null],
    ] as const) {
      const headers: Record<string, string> = { "content-type": "application/json" };
      if (token !== undefined) headers.authorization = scheme + token;
      const response = await fetch(platform.apiUrl + path, { method, headers, body });
      assert.equal(response.status, status, `${method} ${path}`);
      assert.ok("message" in ((await response.json()) as object));
    }
  }

  it("lets an access token through", async () => {
    const api = new OrdersApi(platform.apiUrl, tokens.AccessToken);
    assert.equal((await api.create()).status, 201);
  });

  it("refuses no token, a wrong scheme and garbage", async () => {
    await answers(undefined, 401);
    await answers(tokens.AccessToken, 401, "Basic ");
    await answers("garbage", 401);
    await answers("a.b.c", 401);
  });

  it("refuses an ID token: it carries no scope", async () => {
    await answers(tokens.IdToken, 403);
  });

  it("refuses a changed claim and a signature by another key", async () => {
    const [header, payload, signature] = tokens.AccessToken.split(".");
    await answers(
      `${header}.${encode({ ...decode(payload), "cognito:groups": ["operator"] })}.${signature}`,
      401,
    );
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const forged = sign("sha256", Buffer.from(`${header}.${payload}`), privateKey).toString("base64url");
    await answers(`${header}.${payload}.${forged}`, 401);
  });

  it("refuses a token without a signature and one signed with a shared secret", async () => {
    const [header, payload] = tokens.AccessToken.split(".");
    await answers(`${encode({ ...decode(header), alg: "none" })}.${payload}.`, 401);
    const hmacHeader = encode({ ...decode(header), alg: "HS256" });
    const mac = createHmac("sha256", "secret").update(`${hmacHeader}.${payload}`).digest("base64url");
    await answers(`${hmacHeader}.${payload}.${mac}`, 401);
  });

  it("refuses the token of another client of the same pool", async () => {
    const { pools } = platform.cloud.cognito;
    const poolId = String(platform.outputs.userPoolId);
    const known = pools.client(poolId, String(platform.outputs.userPoolClientId));
    const another = pools.createClient(poolId, { ...known.settings, name: "another" });
    const { demo } = platform.users;
    assert.ok(demo);
    const other = await signIn(platform, demo, another.clientId);
    await answers(other.AccessToken, 401);
  });

  it("refuses an expired token, and takes a fresh one although every session has aged", async () => {
    stopSchedules(platform);
    await platform.cloud.clock.advance(25 * 3_600_000);
    await answers(tokens.AccessToken, 401);
    const api = await OrdersApi.as(platform, "demo");
    await api.confirmed(await api.createdId());
  });
});

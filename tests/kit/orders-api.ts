import { randomUUID } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import { denials } from "./denials.ts";
import { waitFor } from "./wait.ts";

export const order = {
  customerName: "Ada Lovelace",
  items: [
    { sku: "SKU-1", qty: 2, price: 9.5 },
    { sku: "SKU-2", qty: 1, price: 120 },
  ],
};

/** The platform's HTTP API as one signed-in user sees it. */
export class OrdersApi {
  readonly url: string;
  readonly token: string;
  readonly #explain: () => string;

  /** `explain` adds to a failure what the platform knows of it. */
  constructor(url: string, token: string, explain = () => "") {
    this.url = url;
    this.token = token;
    this.#explain = explain;
  }

  /** Who the platform takes the caller for. */
  get sub(): string {
    const [, claims = ""] = this.token.split(".");
    return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub: string }).sub;
  }

  /** Signs in a user who exists, or makes a new customer. */
  static async as(platform: Platform, user: "demo" | "operator" | "new customer"): Promise<OrdersApi> {
    const credentials = user === "new customer" ? await newCustomer(platform) : platform.users[user];
    if (credentials === undefined) throw new Error(`The platform has no user '${user}'.`);
    const tokens = await signIn(platform, credentials);
    return new OrdersApi(platform.apiUrl, tokens.AccessToken, () => denials(platform));
  }

  request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${this.token}`);
    return fetch(this.url + path, { ...init, method, headers });
  }

  create(body: unknown = order): Promise<Response> {
    return this.request("POST", "/v1/orders", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  get(id: string): Promise<Response> {
    return this.request("GET", `/v1/orders/${id}`);
  }

  async createdId(body: unknown = order): Promise<string> {
    const response = await this.create(body);
    const text = await response.text();
    if (response.status !== 201) throw this.#failure(`POST /v1/orders answered ${response.status}: ${text}`);
    return (JSON.parse(text) as { id: string }).id;
  }

  async status(id: string): Promise<string> {
    const response = await this.get(id);
    if (response.status !== 200) throw this.#failure(`GET /v1/orders/${id} answered ${response.status}`);
    return ((await response.json()) as { status: string }).status;
  }

  async confirmed(id: string): Promise<void> {
    const confirmed = async () => (await this.status(id)) === "CONFIRMED";
    await waitFor(`order ${id} to be CONFIRMED`, confirmed, { everyMs: 50 }).catch((error: Error) => {
      throw this.#failure(error.message);
    });
  }

  #failure(message: string): Error {
    return new Error(message + this.#explain());
  }
}

export interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
}

export async function signIn(
  platform: Platform,
  user: { readonly username: string; readonly password: string },
  clientId = platform.outputs.userPoolClientId,
): Promise<Tokens> {
  const answer = await platform.callAsRoot<{ AuthenticationResult: Tokens }>(
    "cognito-idp",
    "AdminInitiateAuth",
    {
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      UserPoolId: platform.outputs.userPoolId,
      ClientId: clientId,
      AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
    },
  );
  return answer.AuthenticationResult;
}

async function newCustomer(platform: Platform) {
  const username = `${randomUUID()}@example.com`;
  const password = `${randomUUID()}-Aa1`;
  const member = { UserPoolId: platform.outputs.userPoolId, Username: username };
  await platform.callAsRoot("cognito-idp", "AdminCreateUser", { ...member, MessageAction: "SUPPRESS" });
  await platform.callAsRoot("cognito-idp", "AdminSetUserPassword", {
    ...member,
    Password: password,
    Permanent: true,
  });
  return { username, password };
}

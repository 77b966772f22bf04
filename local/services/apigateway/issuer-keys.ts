import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Clock } from "../../core/clock.ts";
import type { JsonWebKeySet, TokenIssuers } from "../../core/ports.ts";

/** Quotas of HTTP APIs: time to answer for the discovery and for the key set, and the size of the key set. */
const FETCH_TIMEOUT_MS = 1500;
const MAX_KEY_SET_BYTES = 150_000;
/** How long API Gateway keeps an issuer's keys. */
const CACHE_MS = 2 * 3_600_000;

interface CachedKeys {
  readonly keys: Promise<JWTVerifyGetKey>;
  readonly expiresAt: number;
}

/**
 * The public keys of token issuers: from the local cloud where they are its own, else from the issuer's
 * `openid-configuration` and kept for two hours.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers" and "Quotas for HTTP APIs".
 */
export class IssuerKeys {
  readonly #clock: Clock;
  readonly #issuers: TokenIssuers;
  readonly #local = new WeakMap<JsonWebKeySet, JWTVerifyGetKey>();
  readonly #remote = new Map<string, CachedKeys>();

  constructor(clock: Clock, issuers: TokenIssuers) {
    this.#clock = clock;
    this.#issuers = issuers;
  }

  /** @throws {Error} saying why the issuer's keys can't be had. */
  async check(issuer: string): Promise<void> {
    if (this.#issuers.keySet(issuer) === undefined) await this.#ofRemote(issuer);
  }

  /** @throws {Error} saying why the issuer's keys can't be had. */
  async of(issuer: string): Promise<JWTVerifyGetKey> {
    const keySet = this.#issuers.keySet(issuer);
    if (keySet === undefined) return this.#ofRemote(issuer);
    let keys = this.#local.get(keySet);
    if (keys === undefined) {
      keys = createLocalJWKSet({ keys: [...keySet.keys] } as unknown as JSONWebKeySet);
      this.#local.set(keySet, keys);
    }
    return keys;
  }

  #ofRemote(issuer: string): Promise<JWTVerifyGetKey> {
    const cached = this.#remote.get(issuer);
    if (cached !== undefined && cached.expiresAt > this.#clock.now()) return cached.keys;
    const keys = fetchKeys(issuer);
    this.#remote.set(issuer, { keys, expiresAt: this.#clock.now() + CACHE_MS });
    keys.catch(() => this.#remote.delete(issuer));
    return keys;
  }
}

async function fetchKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const configuration = await fetchObject(discovery, "OIDC discovery endpoint communication error");
  const { jwks_uri: jwksUri } = configuration as { jwks_uri?: unknown };
  if (typeof jwksUri !== "string") throw new Error(`${discovery} has no jwks_uri`);
  const keySet = await fetchObject(jwksUri, "JWKS communication error");
  return createLocalJWKSet(keySet as unknown as JSONWebKeySet);
}

async function fetchObject(url: string, failure: string): Promise<object> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const text = await response.text();
    if (text.length > MAX_KEY_SET_BYTES) throw new Error(`it answered more than ${MAX_KEY_SET_BYTES} bytes`);
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) throw new Error("it answered no JSON object");
    return value;
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${failure}: ${url}: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  }
}

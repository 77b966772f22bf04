import type { JWTPayload, JWTVerifyGetKey } from "jose";

const MAX_TOKENS = 1_000;

export interface Verified {
  readonly keys: JWTVerifyGetKey;
  readonly payload: JWTPayload;
  /** As HTTP APIs hand them over. */
  readonly claims: Readonly<Record<string, string>>;
}

/**
 * Tokens whose signature was good, with the keys that it was checked against: an RSA check costs more than the rest of
 * a request. Everything else about a token is checked each time.
 */
export class VerifiedTokens {
  readonly #tokens = new Map<string, Verified>();

  find(token: string): Verified | undefined {
    return this.#tokens.get(token);
  }

  /** Beyond a thousand the oldest is forgotten. */
  remember(token: string, verified: Verified): void {
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size >= MAX_TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
    this.#tokens.set(token, verified);
  }
}

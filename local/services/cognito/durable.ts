import { Changes, type Durable } from "../../core/durable.ts";
import { fromPlain, toPlain } from "../../core/plain.ts";
import type { SignInSession, User } from "./model.ts";
import type { TokenUse } from "./pool-keys.ts";
import type { UserPools } from "./user-pools.ts";

/** The users of all pools, by the pool's id and the key they have there. */
export class DurableUsers implements Durable {
  readonly name = "cognito/users";
  readonly changes = new Changes();
  readonly #pools: () => UserPools;

  constructor(pools: () => UserPools) {
    this.#pools = pools;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const pool of this.#pools()) for (const key of pool.users.keys()) yield [pool.id, key];
  }

  value(poolId: string, key: string): unknown {
    return toPlain(this.#pools().find(poolId)?.users.get(key));
  }

  restore(poolId: string, key: string, user: unknown): void {
    this.#pools()
      .find(poolId)
      ?.users.set(key, fromPlain(user) as User);
  }
}

/** The sign-ins of all pools, by the pool's id and the refresh token. */
export class DurableSessions implements Durable<SignInSession> {
  readonly name = "cognito/sessions";
  readonly changes = new Changes();
  readonly #pools: () => UserPools;

  constructor(pools: () => UserPools) {
    this.#pools = pools;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const pool of this.#pools()) for (const token of pool.sessions.keys()) yield [pool.id, token];
  }

  value(poolId: string, token: string): SignInSession | undefined {
    return this.#pools().find(poolId)?.sessions.get(token);
  }

  restore(poolId: string, token: string, session: SignInSession): void {
    this.#pools().find(poolId)?.sessions.set(token, session);
  }
}

/** The private keys of all pools, by the pool's id and what they sign. */
export class DurablePoolKeys implements Durable<string> {
  readonly name = "cognito/keys";
  readonly changes = new Changes();
  readonly #pools: () => UserPools;

  constructor(pools: () => UserPools) {
    this.#pools = pools;
  }

  *keys(): Iterable<readonly [string, TokenUse]> {
    for (const { id, keys } of this.#pools())
      for (const use of ["id", "access"] as const) if (keys.exported(use) !== undefined) yield [id, use];
  }

  value(poolId: string, use: string): string | undefined {
    return this.#pools()
      .find(poolId)
      ?.keys.exported(use as TokenUse);
  }

  restore(poolId: string, use: string, pem: string): void {
    this.#pools()
      .find(poolId)
      ?.keys.restore(use as TokenUse, pem);
  }
}

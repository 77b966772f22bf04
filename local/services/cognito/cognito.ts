import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { FunctionInvoker, JsonWebKeySet, TokenIssuers } from "../../core/ports.ts";
import type { Operation, Service } from "../../core/service.ts";
import { Authentication } from "./authentication.ts";
import { DurablePoolKeys, DurableSessions, DurableUsers } from "./durable.ts";
import { userNotFound } from "./errors.ts";
import { type MessageSink, Messages } from "./messages.ts";
import { accountOperations } from "./operations/account.ts";
import { adminUserOperations } from "./operations/admin-users.ts";
import { clientOperations } from "./operations/clients.ts";
import { groupOperations } from "./operations/groups.ts";
import type { CognitoParts } from "./operations/operation.ts";
import { poolOperations } from "./operations/pools.ts";
import { secondFactorOperations } from "./operations/second-factor.ts";
import { signInOperations } from "./operations/sign-in.ts";
import { signUpOperations } from "./operations/sign-up.ts";
import { Tokens } from "./tokens.ts";
import { Triggers } from "./triggers.ts";
import { UserPools } from "./user-pools.ts";

export interface CognitoOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly functions: FunctionInvoker;
  /** Told of every mail and text message, none of which is sent. */
  readonly onMessage?: MessageSink | undefined;
}

/**
 * Amazon Cognito user pools: users, groups, sign-in with software tokens as second factors, functions that are asked
 * on the way, and tokens signed as Cognito signs them, on the clock. Nothing is mailed or texted: `onMessage` hears
 * and `lastCode` keeps what a message would have carried. There is no hosted sign-in and no federation.
 */
export class Cognito implements TokenIssuers {
  readonly service: Service;
  /** The control plane, as the provider drives it. */
  readonly pools: UserPools;
  /** Users, sign-ins and signing keys. */
  readonly durables: readonly Durable[];
  #running = 0;

  constructor({ account, clock, functions, onMessage = () => {} }: CognitoOptions) {
    const users = new DurableUsers(() => this.pools);
    const sessions = new DurableSessions(() => this.pools);
    const keys = new DurablePoolKeys(() => this.pools);
    this.durables = [users, sessions, keys];
    const changes = { users: users.changes, sessions: sessions.changes, keys: keys.changes };
    this.pools = new UserPools(account, clock, changes);
    const triggers = new Triggers(account, functions);
    const tokens = new Tokens(clock, this.pools, triggers);
    const parts: CognitoParts = {
      clock,
      pools: this.pools,
      tokens,
      authentication: new Authentication(clock, tokens, triggers),
      triggers,
      messages: new Messages(clock, onMessage),
    };
    this.service = {
      signingName: "cognito-idp",
      protocol: "awsJson1.1",
      targetPrefix: "AWSCognitoIdentityProviderService",
      operations: this.#marked({
        ...signInOperations(parts),
        ...signUpOperations(parts),
        ...accountOperations(parts),
        ...adminUserOperations(parts),
        ...poolOperations(parts),
        ...clientOperations(parts),
        ...groupOperations(parts),
        ...secondFactorOperations(parts),
      }),
    };
  }

  /** Keeps users as they are now, for `reset`. */
  keepUsers(usernames: readonly string[]): void {
    for (const pool of this.pools) pool.keepUsers(usernames);
  }

  /** Every pool has just the users that were kept, as they were, and no sign-ins. */
  reset(): void {
    for (const pool of this.pools) pool.reset();
  }

  /** Users are changed here and there in an operation: whichever it had in hand are told of when it ends. */
  #marked(operations: Readonly<Record<string, Operation>>): Readonly<Record<string, Operation>> {
    const marking = (operation: Operation): Operation => ({
      ...operation,
      handle: async (input, call) => {
        this.#running++;
        try {
          return await operation.handle(input, call);
        } finally {
          this.#running--;
          for (const pool of this.pools) pool.markTouched(this.#running === 0);
        }
      },
    });
    return Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, marking(operation)]),
    );
  }

  /** The same object for a pool at each call, so that readers may cache by it. */
  keySet(issuer: string): JsonWebKeySet | undefined {
    return this.pools.byIssuer(issuer)?.keys;
  }

  /** The code, or the temporary password, of the last message to a user. @throws {AwsError} `UserNotFoundException` */
  lastCode(userPoolId: string, username: string): string | undefined {
    const user = this.pools.get(userPoolId).findUser(username);
    if (user === undefined) throw userNotFound();
    return user.lastSent;
  }

  /** Answers `/POOL/.well-known/jwks.json` and `/POOL/.well-known/openid-configuration`; undefined for other paths. */
  handle(path: string): { readonly status: number; readonly body: object } | undefined {
    const [, poolId = "", document] =
      /^\/([\w-]+_[A-Za-z0-9]+)\/\.well-known\/(jwks\.json|openid-configuration)$/.exec(path) ?? [];
    if (document === undefined) return undefined;
    const pool = this.pools.find(poolId);
    if (pool === undefined) return { status: 404, body: { message: `User pool ${poolId} does not exist.` } };
    if (document === "jwks.json") return { status: 200, body: { keys: pool.keys.keys } };
    return {
      status: 200,
      body: {
        id_token_signing_alg_values_supported: ["RS256"],
        issuer: pool.issuer,
        jwks_uri: `${pool.issuer}/.well-known/jwks.json`,
        response_types_supported: ["code", "token"],
        scopes_supported: ["openid", "email", "phone", "profile"],
        subject_types_supported: ["public"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      },
    };
  }
}

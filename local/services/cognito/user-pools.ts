import { randomBytes } from "node:crypto";
import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { identityText } from "../../core/identity.ts";
import { invalidParameter, resourceNotFound } from "./errors.ts";
import type { ClientSettings, Group, GroupSettings, UserPoolClient, UserPoolSettings } from "./model.ts";
import { checkClientSettings, checkGroupSettings, checkPoolSettings } from "./settings.ts";
import { type PoolChanges, UserPool } from "./user-pool.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** Source: Amazon Cognito Developer Guide, "Quotas in Amazon Cognito". */
const MAX_CLIENTS = 1000;
const DIGITS = "0123456789";

/**
 * The control plane: makes, changes and finds user pools, their clients and groups.
 * Every method throws Cognito's `ResourceNotFoundException` and `InvalidParameterException`.
 */
export class UserPools {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #changes: PoolChanges | undefined;
  readonly #pools = new Map<string, UserPool>();

  constructor(account: Account, clock: Clock, changes?: PoolChanges) {
    this.#account = account;
    this.#clock = clock;
    this.#changes = changes;
  }

  [Symbol.iterator](): Iterator<UserPool> {
    return this.#pools.values();
  }

  create(settings: UserPoolSettings): UserPool {
    checkPoolSettings(settings);
    const { region } = this.#account;
    const id = `${region}_${identityText(LETTERS.toUpperCase() + LETTERS + DIGITS, 9)}`;
    const poolArn = this.arnOf(id);
    const pool = new UserPool(
      id,
      poolArn,
      `cognito-idp.${region}.amazonaws.com/${id}`,
      settings,
      this.#clock,
      this.#changes,
    );
    this.#pools.set(id, pool);
    return pool;
  }

  update(id: string, settings: UserPoolSettings): UserPool {
    checkPoolSettings(settings);
    const pool = this.get(id);
    pool.settings = settings;
    pool.modifiedAt = this.#clock.now();
    return pool;
  }

  delete(id: string): void {
    if (this.#pools.get(id)?.settings.deletionProtection === "ACTIVE") {
      throw invalidParameter(
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
      );
    }
    this.#pools.delete(id);
  }

  find(id: string): UserPool | undefined {
    return this.#pools.get(id);
  }

  /** The ARN that a pool has, or would have. */
  arnOf(id: string): string {
    return arn(this.#account, "cognito-idp", `userpool/${id}`);
  }

  get(id: string): UserPool {
    const pool = this.find(id);
    if (pool === undefined) throw resourceNotFound(`User pool ${id} does not exist.`);
    return pool;
  }

  byIssuer(issuer: string): UserPool | undefined {
    const pool = this.#pools.get(issuer.slice(issuer.lastIndexOf("/") + 1));
    return pool?.issuer === issuer ? pool : undefined;
  }

  createClient(poolId: string, settings: ClientSettings): UserPoolClient {
    checkClientSettings(settings);
    const pool = this.get(poolId);
    if (pool.clients.size >= MAX_CLIENTS)
      throw new AwsError(
        "LimitExceededException",
        `Maximum number of clients per user pool reached: ${MAX_CLIENTS}.`,
      );
    const now = this.#clock.now();
    const client: UserPoolClient = {
      clientId: identityText(LETTERS + DIGITS, 26),
      clientSecret: settings.generateSecret ? identityText(LETTERS + DIGITS, 51) : undefined,
      settings,
      createdAt: now,
      modifiedAt: now,
    };
    pool.clients.set(client.clientId, client);
    return client;
  }

  updateClient(poolId: string, clientId: string, settings: ClientSettings): UserPoolClient {
    checkClientSettings(settings);
    const client = this.client(poolId, clientId);
    client.settings = settings;
    client.modifiedAt = this.#clock.now();
    return client;
  }

  client(poolId: string, clientId: string): UserPoolClient {
    return this.get(poolId).clients.get(clientId) ?? missingClient(clientId);
  }

  /** For the operations that name a client without its pool. */
  poolOfClient(clientId: string): { readonly pool: UserPool; readonly client: UserPoolClient } {
    for (const pool of this.#pools.values()) {
      const client = pool.clients.get(clientId);
      if (client !== undefined) return { pool, client };
    }
    return missingClient(clientId);
  }

  createGroup(poolId: string, settings: GroupSettings): Group {
    checkGroupSettings(settings);
    const pool = this.get(poolId);
    if (pool.groups.has(settings.groupName))
      throw new AwsError("GroupExistsException", "A group with the name already exists.");
    const now = this.#clock.now();
    const group: Group = { settings, createdAt: now, modifiedAt: now };
    pool.groups.set(settings.groupName, group);
    return group;
  }

  updateGroup(poolId: string, settings: GroupSettings): Group {
    checkGroupSettings(settings);
    const group = this.get(poolId).group(settings.groupName);
    group.settings = settings;
    group.modifiedAt = this.#clock.now();
    return group;
  }

  deleteGroup(poolId: string, groupName: string): void {
    const pool = this.find(poolId);
    pool?.groups.delete(groupName);
    for (const user of pool?.users.values() ?? []) user.groups.delete(groupName);
  }
}

export function randomOpaque(): string {
  return randomBytes(96).toString("base64url");
}

function missingClient(clientId: string): never {
  throw resourceNotFound(`User pool client ${clientId} does not exist.`);
}

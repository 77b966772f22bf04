import { randomUUID } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import type { Changes } from "../../core/durable.ts";
import { AwsError } from "../../core/errors.ts";
import { checkAttributes, schemaName } from "./attributes.ts";
import { invalidParameter, resourceNotFound } from "./errors.ts";
import type { Group, SignInSession, User, UserPoolClient, UserPoolSettings, UserStatus } from "./model.ts";
import { PoolKeys } from "./pool-keys.ts";
import { isPassword, makeVerifier } from "./srp.ts";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;
const ADDRESSES = ["email", "phone_number"];
const DAY_MS = 86_400_000;

/** Told of what is to outlive the process. */
export interface PoolChanges {
  readonly users: Changes;
  readonly sessions: Changes;
  readonly keys: Changes;
}

/** One user pool with its clients, groups, users and sign-ins. */
export class UserPool {
  readonly id: string;
  readonly arn: string;
  /** `cognito-idp.REGION.amazonaws.com/POOL` */
  readonly endpoint: string;
  readonly keys: PoolKeys;
  readonly clients = new Map<string, UserPoolClient>();
  readonly groups = new Map<string, Group>();
  readonly users = new Map<string, User>();
  readonly sessions = new Map<string, SignInSession>();
  readonly createdAt: number;
  modifiedAt: number;
  settings: UserPoolSettings;
  readonly #clock: Clock;
  readonly #changes: PoolChanges | undefined;
  /** The keys of users that an operation under way has had in hand, and may have changed. */
  readonly #touched = new Set<string>();
  #kept: readonly (readonly [name: string, user: User])[] = [];

  constructor(
    id: string,
    arn: string,
    endpoint: string,
    settings: UserPoolSettings,
    clock: Clock,
    changes?: PoolChanges,
  ) {
    this.id = id;
    this.arn = arn;
    this.endpoint = endpoint;
    this.settings = settings;
    this.#clock = clock;
    this.#changes = changes;
    this.keys = new PoolKeys((use) => changes?.keys.mark(id, use));
    this.createdAt = clock.now();
    this.modifiedAt = this.createdAt;
  }

  get issuer(): string {
    return `https://${this.endpoint}`;
  }

  /** The part of the id after the underscore, which SRP mixes into passwords. */
  get shortName(): string {
    return this.id.slice(this.id.indexOf("_") + 1);
  }

  /** By user name, by `sub`, or by an attribute that the pool lets users sign in with. */
  findUser(name: string): User | undefined {
    const user = this.#find(name);
    if (user !== undefined) this.#touch(user);
    return user;
  }

  #find(name: string): User | undefined {
    const exact = this.users.get(this.#folded(name));
    if (exact !== undefined) return exact;
    const { usernameAttributes, aliasAttributes } = this.settings;
    return [...this.users.values()].find(
      (user) =>
        user.sub === name ||
        usernameAttributes.some((attribute) => this.#has(user, attribute, name)) ||
        aliasAttributes.some((alias) => this.#has(user, alias, name) && isVerified(user, alias)),
    );
  }

  /**
   * A user without a password, who is not in the pool yet. With `usernameAttributes` the name must be such an attribute, which the user then
   * carries, and the user's own name is the `sub`.
   * @throws {AwsError} `UsernameExistsException`, `InvalidParameterException`
   */
  newUser(name: string, attributes: ReadonlyMap<string, string>, status: UserStatus): User {
    const sub = randomUUID();
    const now = this.#clock.now();
    const carried = new Map(attributes);
    const { usernameAttributes } = this.settings;
    if (usernameAttributes.length > 0) carried.set(this.#attributeOf(name), name);
    checkAttributes(this.settings.schema, carried);
    const taken = usernameAttributes.find((attribute) => {
      const value = carried.get(attribute);
      return (
        value !== undefined && [...this.users.values()].some((user) => this.#has(user, attribute, value))
      );
    });
    if (taken !== undefined) {
      const what = taken === "email" ? "email" : "phone_number";
      throw new AwsError("UsernameExistsException", `An account with the given ${what} already exists.`);
    }
    if (usernameAttributes.length === 0) this.#checkUsername(name, status);
    const username = usernameAttributes.length > 0 ? sub : name;
    return {
      username,
      sub,
      attributes: carried,
      groups: new Set(),
      createdAt: now,
      modifiedAt: now,
      status,
      enabled: true,
      verifier: undefined,
      earlierVerifiers: [],
      temporaryPasswordUntil: undefined,
      codes: new Map(),
      unverified: new Map(),
      softwareToken: undefined,
      newTokenSecret: undefined,
      softwareTokenMfa: false,
      lastSent: undefined,
      failedAttempts: 0,
      lastFailureAt: 0,
      lockedUntil: 0,
      signedOutAt: 0,
    };
  }

  /** @throws {AwsError} `UsernameExistsException` for a name that was taken since the user was made. */
  addUser(user: User): void {
    const key = this.#folded(user.username);
    if (this.users.has(key)) throw new AwsError("UsernameExistsException", "User already exists");
    this.users.set(key, user);
    this.#touch(user);
  }

  /**
   * Writes attributes; an address that changes is no longer verified, unless the changes say so.
   * @throws {AwsError} `InvalidParameterException`, `AliasExistsException`
   */
  changeAttributes(user: User, changes: ReadonlyMap<string, string>): void {
    const next = new Map([...user.attributes, ...changes]);
    checkAttributes(this.settings.schema, next);
    for (const [name, value] of changes) {
      if (user.attributes.get(name) === value) continue;
      this.#requireMutable(user, name);
      this.#requireFree(user, name, value);
      const verified = `${name}_verified`;
      if (ADDRESSES.includes(name) && !changes.has(verified)) next.set(verified, "false");
    }
    for (const [name, value] of next) user.attributes.set(name, value);
    user.modifiedAt = this.#clock.now();
  }

  /** @throws {AwsError} `InvalidParameterException` for attributes that users must have. */
  deleteAttributes(user: User, names: readonly string[]): void {
    for (const name of names) {
      const required = this.settings.schema.find((attribute) => schemaName(attribute) === name)?.required;
      if (required || name === "sub" || this.settings.usernameAttributes.includes(name))
        throw invalidParameter(`Cannot delete the attribute ${name}: users of this pool must have it.`);
    }
    for (const name of names) {
      user.attributes.delete(name);
      if (ADDRESSES.includes(name)) user.attributes.delete(`${name}_verified`);
    }
    user.modifiedAt = this.#clock.now();
  }

  /** Takes note that a user has shown an address to be theirs, and takes over the one that waited for that. */
  verified(user: User, attribute: string): void {
    const waiting = user.unverified.get(attribute);
    if (waiting !== undefined) user.attributes.set(attribute, waiting);
    user.unverified.delete(attribute);
    user.attributes.set(`${attribute}_verified`, "true");
    user.modifiedAt = this.#clock.now();
  }

  /** Keeps a sign-in, or takes note of a change of it. */
  putSession(session: SignInSession): void {
    this.sessions.set(session.refreshToken, session);
    this.#changes?.sessions.mark(this.id, session.refreshToken);
  }

  /** Tells of the users that operations have had in hand; of all that are `done`, for the last time. */
  markTouched(done: boolean): void {
    for (const key of this.#touched) this.#changes?.users.mark(this.id, key);
    if (done) this.#touched.clear();
  }

  deleteUser(user: User): void {
    this.#touch(user);
    this.users.delete(this.#folded(user.username));
    for (const [token, session] of this.sessions) {
      if (session.username !== user.username) continue;
      this.sessions.delete(token);
      this.#changes?.sessions.mark(this.id, token);
    }
  }

  /** Keeps users as they are now, for `reset`. */
  keepUsers(usernames: readonly string[]): void {
    const users = usernames.flatMap((name) => this.#find(name) ?? []);
    this.#kept = structuredClone(users.map((user) => [this.#folded(user.username), user] as const));
  }

  /** Has just the users that were kept, as they were, and no sign-ins. */
  reset(): void {
    this.sessions.clear();
    this.users.clear();
    for (const [name, user] of structuredClone(this.#kept)) this.users.set(name, user);
  }

  /** Revokes every token that a user has. */
  signOut(user: User): void {
    this.#revoke(({ username }) => username === user.username);
    user.signedOutAt = this.#clock.now();
  }

  /** Revokes a refresh token, those that took its place, and what was issued for them. */
  revoke({ originJti }: SignInSession): void {
    this.#revoke((session) => session.originJti === originJti);
  }

  #revoke(affected: (session: SignInSession) => boolean): void {
    for (const session of this.sessions.values()) {
      if (!affected(session)) continue;
      session.revoked = true;
      this.#changes?.sessions.mark(this.id, session.refreshToken);
    }
  }

  /** The policy is the caller's to check. @throws {AwsError} `PasswordHistoryPolicyViolationException` */
  setPassword(user: User, password: string, permanent: boolean): void {
    const { passwordHistorySize, temporaryPasswordValidityDays } = this.settings.passwordPolicy;
    const earlier = [...(user.verifier ? [user.verifier] : []), ...user.earlierVerifiers].slice(
      0,
      passwordHistorySize,
    );
    if (earlier.some((verifier) => isPassword(verifier, this.shortName, user.username, password))) {
      throw new AwsError(
        "PasswordHistoryPolicyViolationException",
        "Password has previously been used. Choose one that is none of the last ones.",
      );
    }
    user.earlierVerifiers = earlier;
    user.verifier = makeVerifier(this.shortName, user.username, password);
    user.temporaryPasswordUntil = permanent
      ? undefined
      : this.#clock.now() + temporaryPasswordValidityDays * DAY_MS;
    user.status = permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
    user.modifiedAt = this.#clock.now();
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  group(groupName: string): Group {
    const group = this.groups.get(groupName);
    if (group === undefined) throw resourceNotFound("Group not found.");
    return group;
  }

  /** The user's groups, the strongest precedence first. */
  groupsOf(user: User): readonly Group[] {
    return [...user.groups]
      .flatMap((name) => this.groups.get(name) ?? [])
      .sort((one, other) => precedence(one) - precedence(other));
  }

  #checkUsername(name: string, status: UserStatus): void {
    if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(name))
      throw invalidParameter(
        `Invalid username '${name.slice(0, 128)}': it must be from 1 to 128 characters without spaces.`,
      );
    if (this.settings.aliasAttributes.includes("email") && EMAIL.test(name)) {
      throw invalidParameter(
        "Username cannot be of email format, since user pool is configured for email alias.",
      );
    }
    if (this.users.has(this.#folded(name))) {
      const byAdmin = status === "FORCE_CHANGE_PASSWORD";
      throw new AwsError(
        "UsernameExistsException",
        byAdmin ? "User account already exists" : "User already exists",
      );
    }
  }

  #requireMutable(user: User, name: string): void {
    const attribute = this.settings.schema.find((candidate) => schemaName(candidate) === name);
    if (attribute?.mutable !== false || !user.attributes.has(name)) return;
    throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
  }

  /** No two users sign in by the same address. */
  #requireFree(user: User, attribute: string, value: string): void {
    const { usernameAttributes, aliasAttributes } = this.settings;
    if (![...usernameAttributes, ...aliasAttributes].includes(attribute)) return;
    const isTaken = [...this.users.values()].some(
      (other) =>
        other !== user &&
        this.#has(other, attribute, value) &&
        (usernameAttributes.includes(attribute) || isVerified(other, attribute)),
    );
    if (!isTaken) return;
    throw new AwsError("AliasExistsException", `An account with the ${attribute} already exists.`);
  }

  #touch({ username }: User): void {
    if (this.#changes?.users.heard) this.#touched.add(this.#folded(username));
  }

  #attributeOf(name: string): string {
    const { usernameAttributes } = this.settings;
    if (usernameAttributes.includes("email") && EMAIL.test(name)) return "email";
    if (usernameAttributes.includes("phone_number") && PHONE_NUMBER.test(name)) return "phone_number";
    const kinds = usernameAttributes.map((kind) => (kind === "email" ? "an email" : "a phone number"));
    throw invalidParameter(`Username should be ${kinds.join(" or ")}.`);
  }

  #has(user: User, attribute: string, value: string): boolean {
    const own = user.attributes.get(attribute);
    return own !== undefined && this.#folded(own) === this.#folded(value);
  }

  #folded(name: string): string {
    return this.settings.caseSensitive ? name : name.toLowerCase();
  }
}

export function isVerified(user: User, attribute: string): boolean {
  return attribute === "preferred_username" || user.attributes.get(`${attribute}_verified`) === "true";
}

function precedence(group: Group): number {
  return group.settings.precedence ?? Number.POSITIVE_INFINITY;
}

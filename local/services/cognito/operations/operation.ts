import type { Clock } from "../../../core/clock.ts";
import { Members } from "../../../core/members.ts";
import type { Operation } from "../../../core/service.ts";
import { resourceTagKeys } from "../../../core/tags.ts";
import type { Authentication } from "../authentication.ts";
import { constraint, invalidParameter, missingMember, notAuthorized, userNotFound } from "../errors.ts";
import type { Messages } from "../messages.ts";
import type { Group, User, UserPoolClient } from "../model.ts";
import type { Tokens } from "../tokens.ts";
import type { Triggers } from "../triggers.ts";
import type { UserPool } from "../user-pool.ts";
import type { UserPools } from "../user-pools.ts";

/** What the operations work on. */
export interface CognitoParts {
  readonly clock: Clock;
  readonly pools: UserPools;
  readonly tokens: Tokens;
  readonly authentication: Authentication;
  readonly triggers: Triggers;
  readonly messages: Messages;
}

export type Operations = Readonly<Record<string, Operation>>;

/** An operation that needs no credentials. */
export function publicOperation(handle: (input: Members) => unknown): Operation {
  return {
    unauthenticated: true,
    access: () => [],
    handle: (input) => handle(new Members(input, missingMember)),
  };
}

/** An operation on the pool that `UserPoolId` names, allowed by `cognito-idp:NAME` on its ARN. */
export function poolOperation(
  name: string,
  { pools }: CognitoParts,
  handle: (pool: UserPool, input: Members) => unknown,
): Operation {
  const poolId = (input: unknown) => new Members(input, missingMember).text("UserPoolId");
  return {
    access: (input) => [
      {
        action: `cognito-idp:${name}`,
        resource: pools.arnOf(poolId(input)),
        context: resourceTagKeys(pools.find(poolId(input))?.settings.tags ?? {}),
      },
    ],
    handle: (input) => handle(pools.get(poolId(input)), new Members(input, missingMember)),
  };
}

/** @throws {AwsError} `UserNotFoundException` */
export function requireUser(pool: UserPool, input: Members): User {
  const user = pool.findUser(input.text("Username"));
  if (user === undefined) throw userNotFound();
  return user;
}

/** The `{Name, Value}` pairs of a member. */
export function attributePairs(input: Members, member: string): ReadonlyMap<string, string> {
  if (input.value(member) === undefined) return new Map();
  return new Map(
    input.structures(member).map((pair) => [pair.text("Name"), pair.optionalText("Value") ?? ""]),
  );
}

export function attributeList(user: User): readonly { readonly Name: string; readonly Value: string }[] {
  return [...user.attributes, ["sub", user.sub] as const].map(([Name, Value]) => ({ Name, Value }));
}

/** @throws {AwsError} `NotAuthorizedException` for attributes that are not the client's to write. */
export function checkWritable(client: UserPoolClient, names: Iterable<string>): void {
  for (const name of names) {
    if (!client.settings.writeAttributes.includes(name))
      throw notAuthorized(`A client attempted to write unauthorized attribute: ${name}`);
  }
}

/** A user as ListUsers and AdminCreateUser show one. */
export function userType(user: User) {
  return {
    Username: user.username,
    Attributes: attributeList(user),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** A group as the API shows one. */
export function groupType(pool: UserPool, { settings, createdAt, modifiedAt }: Group) {
  return {
    GroupName: settings.groupName,
    UserPoolId: pool.id,
    ...(settings.description !== undefined && { Description: settings.description }),
    ...(settings.precedence !== undefined && { Precedence: settings.precedence }),
    ...(settings.roleArn !== undefined && { RoleArn: settings.roleArn }),
    CreationDate: createdAt / 1000,
    LastModifiedDate: modifiedAt / 1000,
  };
}

/** One page of at most `Limit` items, and the token of the next, which is the place of its first item. */
export function page<Item>(
  items: readonly Item[],
  input: Members,
  tokenMember: string,
): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const limit = input.optionalInteger("Limit") ?? input.optionalInteger("MaxResults") ?? 60;
  if (limit < 1 || limit > 60) throw constraint(limit, "limit", "Member must have value from 1 to 60");
  const token = input.optionalText(tokenMember);
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString());
  if (!Number.isInteger(start) || start < 0)
    throw invalidParameter(`Invalid ${tokenMember}: ${token?.slice(0, 40)}`);
  const end = start + limit;
  const next = end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { items: items.slice(start, end), next };
}

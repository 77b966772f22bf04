import type { Access } from "../../../core/access.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import { pageOf } from "../../../core/page.ts";
import type { Operation } from "../../../core/service.ts";
import { constraint, missingMember } from "../errors.ts";

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf(missingMember);

export function unscoped(action: string) {
  return (): readonly Access[] => [{ action: `events:${action}`, resource: "*" }];
}

/** Giving a rule or a target a role takes the permission to pass it. */
export function passRole(roleArn: string | undefined): readonly Access[] {
  if (roleArn === undefined) return [];
  const context = { "iam:PassedToService": "events.amazonaws.com" };
  return [{ action: "iam:PassRole", resource: roleArn, context }];
}

const MAX_PAGE = 100;

/** A page of those whose name has the prefix asked for. */
export function listed<Item extends { readonly name: string }>(
  input: Members,
  member: string,
  all: Iterable<Item>,
  describe: (item: Item) => unknown,
): object {
  const size = input.optionalInteger("Limit") ?? MAX_PAGE;
  if (size < 1 || size > MAX_PAGE)
    throw constraint(size, "limit", `Member must have value between 1 and ${MAX_PAGE}`);
  const prefix = input.optionalText("NamePrefix") ?? "";
  const found = [...all].filter(({ name }) => name.startsWith(prefix));
  const { items, next } = pageOf(found, ({ name }) => name, input.optionalText("NextToken"), size);
  return { [member]: items.map(describe), ...(next !== undefined && { NextToken: next }) };
}

/** Without the members that are undefined. */
export function present<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

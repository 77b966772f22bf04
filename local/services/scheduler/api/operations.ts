import type { Access } from "../../../core/access.ts";
import { type Account, arn } from "../../../core/account.ts";
import { validationError } from "../../../core/errors.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import { pageOf } from "../../../core/page.ts";
import type { Operation } from "../../../core/service.ts";
import { constraint } from "../errors.ts";
import { DEFAULT_GROUP } from "../schedule.ts";

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf((name) =>
  validationError(
    `1 validation error detected: Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  ),
);

export function groupNameIn(input: Members): string {
  return input.optionalText("GroupName") ?? DEFAULT_GROUP;
}

export function onSchedule(account: Account, action: string) {
  return (input: Members): readonly Access[] => {
    const resource = `schedule/${groupNameIn(input)}/${input.text("Name")}`;
    return [{ action: `scheduler:${action}`, resource: arn(account, "scheduler", resource) }];
  };
}

export function onGroup(account: Account, action: string) {
  return (input: Members): readonly Access[] => [
    {
      action: `scheduler:${action}`,
      resource: arn(account, "scheduler", `schedule-group/${input.text("Name")}`),
    },
  ];
}

export function onTagged(action: string) {
  return (input: Members): readonly Access[] => [
    { action: `scheduler:${action}`, resource: input.text("ResourceArn") },
  ];
}

export function unscoped(action: string) {
  return (): readonly Access[] => [{ action: `scheduler:${action}`, resource: "*" }];
}

const MAX_PAGE = 100;

export function listed<Item extends { readonly arn: string }>(
  input: Members,
  member: string,
  all: Iterable<Item>,
  describe: (item: Item) => object,
): object {
  const size = input.optionalInteger("MaxResults") ?? MAX_PAGE;
  if (size < 1 || size > MAX_PAGE)
    throw constraint(size, "maxResults", `Member must have value between 1 and ${MAX_PAGE}`);
  const { items, next } = pageOf(all, (item) => item.arn, input.optionalText("NextToken"), size);
  return { [member]: items.map(describe), ...(next === undefined ? {} : { NextToken: next }) };
}

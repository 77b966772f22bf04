import type { Access } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import { pageOf } from "../../core/page.ts";
import type { Operation } from "../../core/service.ts";
import type { Iam } from "../../iam/iam.ts";

export interface IamParts {
  readonly account: Account;
  readonly clock: Clock;
  readonly iam: Iam;
}

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf(
  (name) =>
    new AwsError(
      "ValidationError",
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    ),
);

/** The permission on a role. One that does not exist is asked for under the ARN that it would have. */
export function onRole(
  { account, iam }: IamParts,
  action: string,
  context?: (input: Members) => Access["context"],
) {
  return (input: Members): readonly Access[] => {
    const name = input.text("RoleName");
    const role = iam.roles.find(name)?.role;
    const resource =
      role?.arn ?? globalArn(account, "iam", `role${input.optionalText("Path") ?? "/"}${name}`);
    const boundary = input.optionalText("PermissionsBoundary") ?? role?.permissionsBoundary;
    const keys = {
      ...(boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary }),
      ...context?.(input),
    };
    return [{ action: `iam:${action}`, resource, context: keys }];
  };
}

export function onPolicy(action: string) {
  return (input: Members): readonly Access[] => [
    { action: `iam:${action}`, resource: input.text("PolicyArn") },
  ];
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;

export function listed<Item>(
  input: Members,
  member: string,
  all: Iterable<Item>,
  keyOf: (item: Item) => string,
  describe: (item: Item) => unknown,
): object {
  const size = input.optionalInteger("MaxItems") ?? DEFAULT_PAGE;
  if (size < 1 || size > MAX_PAGE)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and ${MAX_PAGE}`,
    );
  const { items, next } = pageOf(all, keyOf, input.optionalText("Marker"), size);
  return {
    [member]: items.map(describe),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { Marker: next }),
  };
}

export function tagsIn(input: Members): Readonly<Record<string, string>> {
  if (input.optionalList("Tags") === undefined) return {};
  return Object.fromEntries(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));
}

export function without(
  tags: Readonly<Record<string, string>>,
  keys: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

export function describeTags(
  tags: Readonly<Record<string, string>>,
): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

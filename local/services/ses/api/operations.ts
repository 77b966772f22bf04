import type { Access } from "../../../core/access.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import { pageOf } from "../../../core/page.ts";
import type { Operation } from "../../../core/service.ts";
import { resourceTagKeys, type Tags } from "../../../core/tags.ts";
import { badRequest } from "../errors.ts";

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf((name) =>
  badRequest(
    `1 validation error detected: Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  ),
);

const API_VERSION = { "ses:ApiVersion": "2" };

/** One question to the authorizer, with the tags of the resource where it has any. */
export function access(action: string, resource: string, tags: Tags = {}): Access {
  return { action: `ses:${action}`, resource, context: { ...API_VERSION, ...resourceTagKeys(tags) } };
}

export function unscoped(action: string) {
  return (): readonly Access[] => [access(action, "*")];
}

export function tagsIn(input: Members): Tags {
  if (input.optionalList("Tags") === undefined) return {};
  return Object.fromEntries(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));
}

export function tagList(tags: Tags): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

const MAX_PAGE = 1000;

export function listed<Item extends { readonly name: string }>(
  input: Members,
  member: string,
  all: Iterable<Item>,
  describe: (item: Item) => unknown,
): object {
  const size = input.optionalInteger("PageSize") ?? MAX_PAGE;
  if (size < 1 || size > MAX_PAGE) throw badRequest(`PageSize must be from 1 to ${MAX_PAGE}, not ${size}.`);
  const { items, next } = pageOf(all, ({ name }) => name, input.optionalText("NextToken"), size);
  return { [member]: items.map(describe), ...(next === undefined ? {} : { NextToken: next }) };
}

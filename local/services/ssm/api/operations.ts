import type { Access } from "../../../core/access.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import { type Page, pageOf } from "../../../core/page.ts";
import type { Operation } from "../../../core/service.ts";
import { resourceTagKeys } from "../../../core/tags.ts";
import { constraint, invalidNextToken, missingMember } from "../errors.ts";
import { readReference } from "../parameter-name.ts";
import type { Ssm } from "../ssm.ts";

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf(missingMember);

/** Whether a caller may act on the parameter of a name or ARN, whether it is there or not. */
export function accessTo(
  { parameters }: Ssm,
  action: string,
  given: string,
  context: Access["context"] = {},
): Access {
  const reference = readReference(given);
  const parameter = parameters.referred(reference);
  return {
    action: `ssm:${action}`,
    resource: parameter?.arn ?? reference.arn ?? parameters.arnOf(reference.name),
    context: { ...context, ...resourceTagKeys(parameter?.tags ?? {}) },
  };
}

/** The list of a request, of which each may be there once. */
export function textsIn(input: Members, name: string, max: number): readonly string[] {
  const texts = input.optionalTexts(name);
  if (texts === undefined) throw missingMember(name);
  if (texts.length < 1 || texts.length > max)
    throw constraint(
      `[${texts.join(", ")}]`,
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      `Member must have length between 1 and ${max}`,
    );
  return [...new Set(texts)];
}

export interface PageLimits {
  readonly default: number;
  readonly max: number;
}

/** A page of those that the filters leave. @throws {AwsError} `ValidationException`, `InvalidNextToken` */
export function pageIn<Item>(
  input: Members,
  all: readonly Item[],
  keyOf: (item: Item) => string,
  limits: PageLimits,
): Page<Item> {
  const size = input.optionalInteger("MaxResults") ?? limits.default;
  if (size < 1 || size > limits.max)
    throw constraint(size, "maxResults", `Member must have value between 1 and ${limits.max}`);
  const token = input.optionalText("NextToken");
  if (token !== undefined && !isToken(token)) throw invalidNextToken();
  return pageOf(all, keyOf, token, size);
}

export function nextToken({ next }: Page<unknown>): { readonly NextToken?: string } {
  return next === undefined ? {} : { NextToken: next };
}

function isToken(token: string): boolean {
  return token !== "" && Buffer.from(token, "base64url").toString("base64url") === token;
}

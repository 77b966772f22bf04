import type { Access } from "../../../core/access.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import { pageOf } from "../../../core/page.ts";
import type { Operation } from "../../../core/service.ts";
import type { Lambda } from "../lambda.ts";
import { functionArn, parseFunctionReference } from "../names.ts";

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf((name) =>
  validationError(
    `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  ),
);

/** A function as a call names it: in the path, with a qualifier there or in the query. */
export function referenceIn(input: Members): string {
  const reference = input.text("FunctionName");
  const qualifier = input.optionalText("Qualifier");
  if (qualifier === undefined) return reference;
  const stated = parseFunctionReference(reference).qualifier;
  if (stated !== undefined && stated !== qualifier)
    throw new AwsError(
      "InvalidParameterValueException",
      `The derived qualifier from the function name does not match the specified qualifier: ${stated} and ${qualifier}.`,
    );
  return stated === undefined ? `${reference}:${qualifier}` : reference;
}

/** The name alone. @throws {AwsError} `ResourceNotFoundException` for a function elsewhere */
export function nameIn(lambda: Lambda, input: Members): string {
  const { name } = lambda.functions.parse(input.text("FunctionName"));
  return name;
}

/** The permission on a function, or on the version or alias that the call names. */
export function onFunction(lambda: Lambda, action: string) {
  return (input: Members): readonly Access[] => {
    const { name, qualifier } = lambda.functions.parse(referenceIn(input));
    return [{ action: `lambda:${action}`, resource: functionArn(lambda.account, name, qualifier) }];
  };
}

export function unscoped(action: string) {
  return (): readonly Access[] => [{ action: `lambda:${action}`, resource: "*" }];
}

/** What `AddTags` and its like are for is the function as such. */
export function onResource(action: string) {
  return (input: Members): readonly Access[] => [
    { action: `lambda:${action}`, resource: input.text("Resource") },
  ];
}

const DEFAULT_PAGE = 50;

/** A page of a list, with `NextMarker` where there is more. */
export function listed<Item>(
  input: Members,
  member: string,
  all: Iterable<Item>,
  keyOf: (item: Item) => string,
  describe: (item: Item) => object,
): object {
  const size = input.optionalInteger("MaxItems") ?? DEFAULT_PAGE;
  if (size < 1 || size > 10_000)
    throw validationError(
      `1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 10000`,
    );
  const { items, next } = pageOf(all, keyOf, input.optionalText("Marker"), Math.min(size, DEFAULT_PAGE));
  return { [member]: items.map(describe), ...(next === undefined ? {} : { NextMarker: next }) };
}

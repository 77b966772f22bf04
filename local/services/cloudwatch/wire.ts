import type { Access, PolicyValue } from "../../core/access.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import { pageOf } from "../../core/page.ts";
import type { Operation } from "../../core/service.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import type { MetricId } from "./metric-store.ts";

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf(missingParameter);

/** The permission for what has no resource, such as metrics. */
export function unscoped(
  action: string,
  context?: (input: Members) => Readonly<Record<string, PolicyValue>>,
) {
  return (input: Members): readonly Access[] => [
    {
      action: `cloudwatch:${action}`,
      resource: "*",
      ...(context !== undefined && { context: context(input) }),
    },
  ];
}

/** A page of a list, with `NextToken` where there is more. */
export function listed<Item>(
  input: Members,
  member: string,
  all: Iterable<Item>,
  options: {
    readonly keyOf: (item: Item) => string;
    readonly describe: (item: Item) => unknown;
    readonly size?: number | undefined;
  },
): object {
  const { keyOf, describe, size = 500 } = options;
  const { items, next } = pageOf(all, keyOf, input.optionalText("NextToken"), size);
  return { [member]: items.map(describe), ...(next === undefined ? {} : { NextToken: next }) };
}

/** @throws {AwsError} `InvalidParameterValue` */
export function within(input: Members, name: string, most: number): number | undefined {
  const value = input.optionalInteger(name);
  if (value === undefined || (value >= 1 && value <= most)) return value;
  throw invalidParameter(`The value ${value} for parameter ${name} must be from 1 to ${most}.`);
}

export function metricMembers({ namespace, name, dimensions }: MetricId): object {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

export function dimensionsOf(input: Members): Readonly<Record<string, string>> {
  if (input.optionalList("Dimensions") === undefined) return {};
  return Object.fromEntries(
    input.structures("Dimensions").map((dimension) => [dimension.text("Name"), dimension.text("Value")]),
  );
}

export function requiredTime(input: Members, name: string): number {
  const time = timeOf(input, name);
  if (time === undefined) throw missingParameter(name);
  return time;
}

export function timeOf(input: Members, name: string): number | undefined {
  const time = input.optionalTime(name);
  if (Number.isNaN(time)) throw invalidParameter(`${name} ${input.value(name)} is not an ISO 8601 time.`);
  return time;
}

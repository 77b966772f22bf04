import type { Access } from "../../core/access.ts";
import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import { constraintFailure, invalidParameter, missingMember, noSuchGroup } from "./errors.ts";
import type { LogGroups } from "./groups.ts";
import type { LogGroup } from "./log-group.ts";
import type { ResourcePolicies } from "./resource-policies.ts";

/** What the operations work on. */
export interface Engine {
  readonly account: Account;
  readonly clock: Clock;
  readonly groups: LogGroups;
  readonly policies: ResourcePolicies;
}

export type Operations = Readonly<Record<string, Operation>>;

export const operation = operationsOf(missingMember);

const MAX_PAGE = 50;

/** An operation on a log group, named by `logGroupName` or by `logGroupIdentifier` (name or ARN). */
export function onGroup(
  engine: Engine,
  action: string,
  handle: (group: LogGroup, input: Members) => unknown,
): Operation {
  return operation(
    (input) => [accessTo(engine, action, groupName(engine, input), "")],
    (input) => handle(engine.groups.require(groupName(engine, input)), input),
  );
}

/** An operation on a log stream, named by `logStreamName`. */
export function onStream(
  engine: Engine,
  action: string,
  handle: (group: LogGroup, streamName: string, input: Members) => unknown,
): Operation {
  return operation(
    (input) => [accessTo(engine, action, groupName(engine, input), input.text("logStreamName"))],
    (input) => handle(engine.groups.require(groupName(engine, input)), input.text("logStreamName"), input),
  );
}

/**
 * The question for the authorizer. What acts on a group has `:log-stream:` with nothing behind it at the end of its
 * resource, as AWS's denials show it: a policy for the group's bare ARN does not match.
 */
export function accessTo(engine: Engine, action: string, group: string, stream: string): Access {
  const resourcePolicy = engine.policies.union();
  return {
    action,
    resource: arn(engine.account, "logs", `log-group:${group}:log-stream:${stream}`),
    ...(resourcePolicy && { resourcePolicy }),
  };
}

function groupName(engine: Engine, input: Members): string {
  const name = input.optionalText("logGroupName");
  const identifier = input.optionalText("logGroupIdentifier") ?? input.optionalText("resourceIdentifier");
  if (name !== undefined && identifier !== undefined)
    throw invalidParameter("Give either a log group's name or its identifier, not both.");
  if (identifier === undefined) return name ?? input.text("logGroupName");
  return identifier.startsWith("arn:") ? nameInArn(engine, identifier) : identifier;
}

/** @throws {AwsError} `ResourceNotFoundException` for another account's or region's */
export function nameInArn(engine: Engine, groupArn: string): string {
  const prefix = arn(engine.account, "logs", "log-group:");
  if (!groupArn.startsWith(prefix)) throw noSuchGroup();
  return groupArn.slice(prefix.length).replace(/:\*$/, "");
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** A page of at most 50 of a list. @throws {AwsError} `InvalidParameterException` */
export function page<T>(input: Members, items: readonly T[]): Page<T> {
  const limit = input.optionalInteger("limit") ?? MAX_PAGE;
  if (limit < 1 || limit > MAX_PAGE)
    throw constraintFailure(limit, "limit", `Member must have value between 1 and ${MAX_PAGE}`);
  const token = input.optionalText("nextToken");
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter("The specified nextToken is invalid.");
  const end = start + limit;
  return { items: items.slice(start, end), ...(end < items.length && { nextToken: String(end) }) };
}

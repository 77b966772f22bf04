import type { Principal } from "../core/access.ts";
import type { FaultRule } from "./plan.ts";

/** What a rule is held against: one call, one delivery of a queue, or one invocation of a function. */
export interface Subject {
  readonly service: string;
  readonly operation: string;
  /** ARNs. */
  readonly resources: readonly string[];
  /** Absent where nobody in particular asks, as for the delivery of a queue. */
  readonly principal?: Principal;
  /** The function that is invoked, where it is an invocation. */
  readonly functionName?: string;
}

/** Left alone by rules that name no service: logs tell what was injected. */
const QUIET_SERVICE = "logs";

/** Whether a subject is one that a rule is about. */
export type Matcher = (subject: Subject) => boolean;

export function matcherOf(rule: FaultRule): Matcher {
  const { service, operation } = rule;
  const isResource = rule.resource === undefined ? undefined : wildcard(rule.resource);
  const isFunction = rule.function === undefined ? undefined : wildcard(rule.function);
  return (subject) =>
    (service === undefined ? subject.service !== QUIET_SERVICE : subject.service === service) &&
    (operation === undefined || subject.operation === operation) &&
    (isResource === undefined || subject.resources.some((arn) => namesOf(arn).some(isResource))) &&
    (isFunction === undefined || functionNames(subject).some(isFunction));
}

/** The names a resource goes by: `arn:…:table/orders/index/byOwner` is also `orders/index/byOwner` and `orders`. */
function namesOf(arn: string): readonly string[] {
  const resource = arn.split(":").slice(5).join(":");
  const separator = resource.search(/[/:]/);
  const name = separator < 0 ? resource : resource.slice(separator + 1);
  const [first = ""] = name.split(/[/:]/);
  return [arn, name, first];
}

/** The calling function's name, which is its session's, and its role's. */
function functionNames({ principal, functionName }: Subject): readonly string[] {
  if (functionName !== undefined) return [functionName];
  if (principal?.kind !== "session") return [];
  return [principal.arn.slice(principal.arn.lastIndexOf("/") + 1), principal.roleName];
}

function wildcard(pattern: string): (text: string) => boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
  const expression = new RegExp(`^${source}$`, "s");
  return (text) => expression.test(text);
}

import { invalidParameter } from "./errors.ts";
import { compileCondition, type ValueTest } from "./filter-conditions.ts";

export type FilterPolicyScope = "MessageAttributes" | "MessageBody";

/** Whether a message passes: called with its body, or with its attributes as strings, numbers and lists by name. */
export type FilterPolicy = (document: Readonly<Record<string, unknown>>) => boolean;

interface Compiled {
  readonly matches: FilterPolicy;
  /** How many combinations of values the policy has. */
  readonly combinations: number;
  /** Names of attributes, or of top-level properties. */
  readonly keys: number;
}

const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;
const MAX_BYTES = 262_144;

/**
 * Compiles a filter policy; an empty one gives `undefined`.
 * Source: SNS Developer Guide, "Amazon SNS subscription filter policies" and "Filter policy constraints".
 * @throws {AwsError} `InvalidParameter`
 */
export function parseFilterPolicy(json: string, scope: FilterPolicyScope): FilterPolicy | undefined {
  if (Buffer.byteLength(json) > MAX_BYTES) throw refuse("Filter policy is larger than 256 KB");
  let policy: unknown;
  try {
    policy = JSON.parse(json);
  } catch {
    throw refuse("failed to parse JSON.");
  }
  if (!isObject(policy)) throw refuse("Filter policy must be a JSON object");
  if (Object.keys(policy).length === 0) return undefined;
  const compiled = compileObject(policy, scope, 1);
  if (compiled.keys > MAX_KEYS) throw refuse(`Filter policy can not have more than ${MAX_KEYS} keys`);
  if (compiled.combinations > MAX_COMBINATIONS)
    throw refuse(
      `Filter policy is too complex: ${compiled.combinations} combinations of values, at most ${MAX_COMBINATIONS}`,
    );
  return compiled.matches;
}

function compileObject(
  policy: Readonly<Record<string, unknown>>,
  scope: FilterPolicyScope,
  depth: number,
): Compiled {
  const parts = Object.entries(policy).map(([key, value]) => compileKey(key, value, scope, depth));
  return {
    matches: (document) => parts.every(({ matches }) => matches(document)),
    combinations: parts.reduce((product, part) => product * part.combinations, 1),
    keys: parts.reduce((sum, part) => sum + part.keys, 0),
  };
}

function compileKey(key: string, value: unknown, scope: FilterPolicyScope, depth: number): Compiled {
  if (key === "$or") return compileOr(value, scope, depth);
  if (Array.isArray(value)) {
    if (value.length === 0) throw refuse(`Empty arrays are not allowed: "${key}"`);
    const test = anyOf(value.map(compileCondition));
    return {
      matches: (document) => test(document[key]),
      combinations: value.length * depth,
      keys: 1,
    };
  }
  if (!isObject(value)) throw refuse(`"${key}" must be an object or an array`);
  if (scope === "MessageAttributes")
    throw invalidParameter(
      "FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy",
    );
  if (Object.keys(value).length === 0) throw refuse(`Empty objects are not allowed: "${key}"`);
  const nested = compileObject(value, scope, depth + 1);
  return {
    matches: (document) => objectsIn(document[key]).some((child) => nested.matches(child)),
    combinations: nested.combinations,
    keys: 1,
  };
}

function compileOr(value: unknown, scope: FilterPolicyScope, depth: number): Compiled {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject))
    throw refuse("There must be at least 2 objects in an $or relationship");
  const parts = value.map((part) => compileObject(part, scope, depth));
  return {
    matches: (document) => parts.some(({ matches }) => matches(document)),
    combinations: parts.reduce((sum, part) => sum + part.combinations, 0),
    keys: parts.reduce((sum, part) => sum + part.keys, 0),
  };
}

/** The leaves of a property satisfy a list of conditions if one of them satisfies one of the conditions. */
function anyOf(tests: readonly ValueTest[]): (value: unknown) => boolean {
  return (value) => {
    const leaves = (Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]).filter(
      (leaf) => leaf !== undefined && !isObject(leaf),
    );
    return tests.some((test) => (leaves.length === 0 ? test(undefined) : leaves.some(test)));
  };
}

/** What a nested policy looks at; where there is no object, conditions on absence still hold. */
function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const objects = (Array.isArray(value) ? value : [value]).filter(isObject);
  return objects.length === 0 ? [{}] : objects;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(reason: string) {
  return invalidParameter(`FilterPolicy: ${reason}`);
}

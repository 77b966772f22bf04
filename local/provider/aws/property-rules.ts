import { AwsError } from "../../core/errors.ts";
import { type CheckFailure, isUnknown, type Properties } from "../resource.ts";

/** What may stand in a property. Unknown values pass: they are checked once they are known. */
export type Rule = (value: unknown, path: string) => readonly CheckFailure[];

export type Rules = Readonly<Record<string, Rule>>;

/** Properties of every resource of the AWS provider, which make no difference on the local cloud. */
const IMMATERIAL = ["tags", "tagsAll", "region"];

/** Refuses what a handler does not understand: a setting that is silently ignored would be a wrong success. */
export function checkProperties(
  inputs: Properties,
  rules: Rules,
  required: readonly string[] = [],
): readonly CheckFailure[] {
  const properties = Object.entries(inputs).filter(([name]) => !IMMATERIAL.includes(name));
  return checkMembers(Object.fromEntries(properties), rules, required, "");
}

export function block(rules: Rules, required: readonly string[] = []): Rule {
  return known((value, path) => {
    if (typeof value !== "object" || Array.isArray(value)) return [failure(path, "an object", value)];
    return checkMembers(value as Properties, rules, required, `${path}.`);
  });
}

export function list(rule: Rule, { min = 0, max = Number.POSITIVE_INFINITY } = {}): Rule {
  return known((value, path) => {
    if (!Array.isArray(value)) return [failure(path, "a list", value)];
    if (value.length < min || value.length > max)
      return [{ property: path, reason: `must have from ${min} to ${max} entries, but has ${value.length}` }];
    return value.flatMap((entry, index) => known(rule)(entry, `${path}[${index}]`));
  });
}

export function map(rule: Rule): Rule {
  return known((value, path) => {
    if (typeof value !== "object" || Array.isArray(value)) return [failure(path, "a map", value)];
    return Object.entries(value as Properties).flatMap(([key, entry]) =>
      known(rule)(entry, `${path}.${key}`),
    );
  });
}

export function text({ min = 0, max = Number.POSITIVE_INFINITY } = {}): Rule {
  return known((value, path) => {
    if (typeof value !== "string") return [failure(path, "a string", value)];
    if (value.length >= min && value.length <= max) return [];
    return [
      { property: path, reason: `must have from ${min} to ${max} characters, but has ${value.length}` },
    ];
  });
}

export function integer(min: number, max = Number.POSITIVE_INFINITY): Rule {
  return known((value, path) => {
    if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return [];
    return [failure(path, `a whole number from ${min} to ${max}`, value)];
  });
}

export const number: Rule = known((value, path) =>
  typeof value === "number" ? [] : [failure(path, "a number", value)],
);

export const flag: Rule = known((value, path) =>
  typeof value === "boolean" ? [] : [failure(path, "true or false", value)],
);

export function oneOf(...values: readonly (string | boolean | number)[]): Rule {
  return known((value, path) => {
    if (values.some((candidate) => candidate === value)) return [];
    return [
      failure(path, `one of ${values.map((candidate) => JSON.stringify(candidate)).join(", ")}`, value),
    ];
  });
}

/** For a value of AWS that the local cloud does not have. */
export function only(value: string | boolean, why: string): Rule {
  return known((given, path) => {
    if (given === value) return [];
    return [{ property: path, reason: `must be ${JSON.stringify(value)} on the local cloud, which ${why}` }];
  });
}

/** What `check` throws an `AwsError` for, beyond what another rule refuses. */
export function refused(check: (value: string) => unknown, rule: Rule): Rule {
  return known((value, path) => {
    const failures = rule(value, path);
    if (failures.length > 0) return failures;
    try {
      check(String(value));
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return [{ property: path, reason: error.message }];
    }
  });
}

function checkMembers(
  values: Properties,
  rules: Rules,
  required: readonly string[],
  prefix: string,
): readonly CheckFailure[] {
  const missing = required
    .filter((name) => values[name] === undefined || values[name] === null)
    .map((name) => ({ property: `${prefix}${name}`, reason: "is required" }));
  const wrong = Object.entries(values).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule !== undefined) return rule(value, `${prefix}${name}`);
    if (value === undefined || value === null) return [];
    const reason = `is not supported by the local cloud: leave it out, or use one of ${Object.keys(rules).join(", ")}`;
    return [{ property: `${prefix}${name}`, reason }];
  });
  return [...missing, ...wrong];
}

function known(rule: Rule): Rule {
  return (value, path) =>
    value === undefined || value === null || isUnknown(value) ? [] : rule(value, path);
}

function failure(property: string, expected: string, value: unknown): CheckFailure {
  return { property, reason: `must be ${expected}, but is ${JSON.stringify(value)?.slice(0, 100)}` };
}

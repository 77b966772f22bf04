/**
 * The constraints AWS's model of the API puts on a request's members, checked before anything else, all at once:
 * `2 validation errors detected: Value 'x' at 'tableName' failed to satisfy constraint: …; Value …`.
 */
import { AwsError, validationError } from "../../../core/errors.ts";
import { serializationError } from "../errors.ts";

/** Checks one member. Adds to `errors` what AWS would list; throws for a wrong JSON type, as AWS does. */
export interface Check {
  (value: unknown, path: string, errors: string[]): void;
  /** The value as AWS's messages show it; as JSON where absent. */
  readonly show?: (value: unknown) => string;
}

export interface Member {
  readonly check: Check;
  /** `parameter`: missing is refused before anything else is looked at, as the control plane does for names. */
  readonly required: boolean | "parameter";
}

export type Shape = Readonly<Record<string, Member>>;

const MAX_LISTED = 10;

export function required(check: Check): Member {
  return { check, required: true };
}

export function requiredParameter(check: Check): Member {
  return { check, required: "parameter" };
}

export function optional(check: Check): Member {
  return { check, required: false };
}

/** @throws {AwsError} `ValidationException` or `SerializationException` */
export function requireShape(operation: string, shape: Shape, input: unknown): void {
  const errors: string[] = [];
  checkMembers(operation, shape, input, "", errors);
  if (errors.length === 0) return;
  const listed = errors.slice(0, MAX_LISTED);
  const noun = listed.length === 1 ? "error" : "errors";
  throw validationError(`${listed.length} validation ${noun} detected: ${listed.join("; ")}`);
}

export function structure(name: string, shape: Shape): Check {
  const check = (value: unknown, path: string, errors: string[]) =>
    checkMembers(name, shape, value, `${path}.`, errors);
  const show = (value: unknown) => {
    const members = Object.entries(requireObject(value));
    return `${name}(${members.map(([member, given]) => `${memberPath(member)}=${showPlain(given)}`).join(", ")})`;
  };
  return Object.assign(check, { show });
}

function memberPath(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

function showPlain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function showList(member: Check, values: readonly unknown[]): string {
  return `[${values.map(member.show ?? showPlain).join(", ")}]`;
}

function checkMembers(name: string, shape: Shape, value: unknown, prefix: string, errors: string[]): void {
  const members = requireObject(value);
  for (const member in members) {
    if (!Object.hasOwn(shape, member)) {
      throw new AwsError(
        "ValidationException",
        `The local cloud's DynamoDB does not support the member ${member} of ${name}. Leave it out.`,
      );
    }
  }
  for (const member in shape) {
    const { check, required } = shape[member] as Member;
    const given = members[member];
    const path = prefix + memberPath(member);
    if (given !== undefined && given !== null) check(given, path, errors);
    else if (given === null) throw serializationError(`The member ${path} must not be null. Leave it out.`);
    else if (required === "parameter") {
      throw validationError(`The parameter '${member}' is required but was not present in the request`);
    } else if (required) errors.push(violation("null", path, "Member must not be null"));
  }
}

interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

export function text({ min = 0, max = Number.POSITIVE_INFINITY, pattern }: TextLimits = {}): Check {
  const expression = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  return (value, path, errors) => {
    const given = requireString(value);
    if (given.length < min)
      errors.push(violation(`'${given}'`, path, `Member must have length greater than or equal to ${min}`));
    if (given.length > max)
      errors.push(violation(`'${given}'`, path, `Member must have length less than or equal to ${max}`));
    if (expression !== undefined && given !== "" && !expression.test(given)) {
      errors.push(
        violation(`'${given}'`, path, `Member must satisfy regular expression pattern: ${pattern}`),
      );
    }
  };
}

export function oneOf(...values: readonly string[]): Check {
  return (value, path, errors) => {
    const given = requireString(value);
    if (values.includes(given)) return;
    errors.push(violation(`'${given}'`, path, `Member must satisfy enum value set: [${values.join(", ")}]`));
  };
}

export function integer({ min, max }: { min?: number; max?: number } = {}): Check {
  return (value, path, errors) => {
    if (typeof value !== "number")
      throw serializationError(`${tokenName(value)} cannot be converted to Integer`);
    if (min !== undefined && value < min) {
      errors.push(violation(`'${value}'`, path, `Member must have value greater than or equal to ${min}`));
    }
    if (max !== undefined && value > max) {
      errors.push(violation(`'${value}'`, path, `Member must have value less than or equal to ${max}`));
    }
  };
}

export const flag: Check = (value) => {
  if (typeof value !== "boolean")
    throw serializationError(`${tokenName(value)} cannot be converted to Boolean`);
};

interface CountLimits {
  readonly min?: number;
  readonly max?: number;
}

export function list(member: Check, limits: CountLimits = {}): Check {
  const check = (value: unknown, path: string, errors: string[]) => {
    if (!Array.isArray(value)) throw serializationError("Unexpected field type");
    checkCount(value.length, () => `'${showList(member, value)}'`, limits, path, errors);
    for (const [index, element] of value.entries()) {
      if (element === null || element === undefined)
        throw serializationError(`The member ${path}.${index + 1} must not be null.`);
      member(element, `${path}.${index + 1}.member`, errors);
    }
  };
  return Object.assign(check, { show: (value: unknown) => showList(member, value as readonly unknown[]) });
}

export function map(member: Check, limits: CountLimits = {}): Check {
  return (value, path, errors) => {
    const entries = Object.entries(requireObject(value));
    checkCount(entries.length, () => `'${JSON.stringify(value)}'`, limits, path, errors);
    for (const [key, element] of entries) member(element, `${path}.${key}.member`, errors);
  };
}

/** A map of lists, of which AWS checks the lengths as the map's own constraint. */
export function mapOfLists(member: Check, { min, max }: Required<CountLimits>): Check {
  const checkList = list(member);
  return (value, path, errors) => {
    const entries = Object.entries(requireObject(value));
    for (const [key, elements] of entries) {
      checkList(elements, `${path}.${key}.member`, errors);
      const { length } = elements as readonly unknown[];
      if (length >= min && length <= max) continue;
      const shown = entries.map(([name, given]) => `${name}=${checkList.show?.(given)}`).join(", ");
      errors.push(
        violation(
          `'{${shown}}'`,
          path,
          `Map value must satisfy constraint: [Member must have length less than or equal to ${max}, ` +
            `Member must have length greater than or equal to ${min}]`,
        ),
      );
    }
  };
}

/** A map of attribute values: their own rules come later, here only that it is a map. */
export const attributes: Check = (value) => {
  requireObject(value);
};

/** For a member whose absence and content AWS checks by rules of its own. */
export const anything: Check = () => {};

export function violation(value: string, path: string, constraint: string): string {
  return `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

function checkCount(
  count: number,
  show: () => string,
  limits: CountLimits,
  path: string,
  errors: string[],
): void {
  if (limits.min !== undefined && count < limits.min) {
    errors.push(violation(show(), path, `Member must have length greater than or equal to ${limits.min}`));
  }
  if (limits.max !== undefined && count > limits.max) {
    errors.push(violation(show(), path, `Member must have length less than or equal to ${limits.max}`));
  }
}

function requireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw serializationError("Unexpected field type");
  }
  return value as Readonly<Record<string, unknown>>;
}

export function requireString(value: unknown): string {
  if (typeof value !== "string")
    throw serializationError(`${tokenName(value)} cannot be converted to String`);
  return value;
}

/** What AWS calls a JSON token that it finds in the wrong place. */
export function tokenName(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return "Start of structure or map found where not expected:";
}

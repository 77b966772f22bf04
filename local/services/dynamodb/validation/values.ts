/** The rules for attribute values, and the engine's form of them: numbers canonical, nothing shared with the caller. */
import { validationError } from "../../../core/errors.ts";
import { canonicalNumber, NumberError } from "../engine/decimal.ts";
import { type AttributeValue, type Item, newItem, VALUE_TYPES, type ValueType } from "../engine/value.ts";
import { invalidParameter, serializationError } from "../errors.ts";
import { requireString, tokenName } from "./shape.ts";

const MAX_DEPTH = 32;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** @throws {AwsError} `ValidationException` or `SerializationException` */
export function normalizeItem(item: unknown): Item {
  const wire = item as Readonly<Record<string, unknown>>;
  const normalized = newItem();
  for (const name of Object.keys(wire)) normalized[name] = normalizeValue(wire[name]);
  return normalized;
}

/** @throws {AwsError} `ValidationException` or `SerializationException` */
export function normalizeValue(value: unknown, depth = 1): AttributeValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw serializationError("Unexpected value type in payload");
  }
  const wire = value as Readonly<Record<string, unknown>>;
  let type: ValueType | undefined;
  for (const candidate of VALUE_TYPES) {
    if (wire[candidate] === undefined) continue;
    if (type !== undefined) {
      throw validationError(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    type = candidate;
  }
  if (type === undefined) {
    throw validationError(
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    );
  }
  return normalizeTyped(type, wire[type], depth);
}

function normalizeTyped(type: ValueType, value: unknown, depth: number): AttributeValue {
  switch (type) {
    case "S":
      return { S: requireString(value) };
    case "N":
      return { N: normalizeNumber(value) };
    case "B":
      return { B: requireBase64(value) };
    case "BOOL":
      return { BOOL: requireBoolean(value) };
    case "NULL":
      if (requireBoolean(value)) return { NULL: true };
      throw invalidParameter("Null attribute value types must have the value of true");
    case "SS":
      return { SS: requireSet(value, requireString, "An string set  may not be empty", duplicateString) };
    case "NS":
      return { NS: requireSet(value, normalizeNumber, "An number set  may not be empty", duplicateNumber) };
    case "BS":
      return { BS: requireSet(value, requireBase64, "Binary sets should not be empty", duplicateBinary) };
    case "L": {
      const members = requireList(value);
      requireDepth(depth);
      return { L: members.map((member) => normalizeValue(member, depth + 1)) };
    }
    case "M": {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw serializationError("Unexpected field type");
      }
      requireDepth(depth);
      const normalized = newItem();
      for (const [name, member] of Object.entries(value))
        normalized[name] = normalizeValue(member, depth + 1);
      return { M: normalized };
    }
  }
}

/** Runs what does arithmetic or parses numbers, and answers what DynamoDB refuses about numbers as AWS does. */
export function withNumberErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NumberError) throw validationError(error.message);
    throw error;
  }
}

function normalizeNumber(value: unknown): string {
  const text = requireString(value);
  return withNumberErrors(() => canonicalNumber(text));
}

function requireBoolean(value: unknown): boolean {
  if (typeof value !== "boolean")
    throw serializationError(`${tokenName(value)} cannot be converted to Boolean`);
  return value;
}

function requireBase64(value: unknown): string {
  if (typeof value !== "string") {
    throw serializationError("only base-64-encoded strings are convertible to bytes");
  }
  if (value.length % 4 !== 0) {
    throw serializationError(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`,
    );
  }
  if (!BASE64.test(value)) throw serializationError("Invalid base64 data in a binary attribute value");
  return value;
}

function requireList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw serializationError("Unexpected field type");
  return value;
}

function requireDepth(depth: number): void {
  if (depth < MAX_DEPTH) return;
  throw validationError(
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  );
}

function requireSet(
  value: unknown,
  member: (member: unknown) => string,
  empty: string,
  duplicate: (members: readonly string[]) => Error,
): readonly string[] {
  const members = requireList(value).map(member);
  if (members.length === 0) throw invalidParameter(empty);
  if (new Set(members).size < members.length) throw duplicate(members);
  return members;
}

function duplicateString(members: readonly string[]): Error {
  return invalidParameter(`Input collection [${members.join(", ")}] contains duplicates.`);
}

function duplicateNumber(): Error {
  return validationError("Input collection contains duplicates");
}

function duplicateBinary(members: readonly string[]): Error {
  return invalidParameter(`Input collection [${members.join(", ")}]of type BS contains duplicates.`);
}

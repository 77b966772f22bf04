import { validationError } from "../../../core/errors.ts";
import type { AttributeValue } from "../engine/value.ts";
import { compileExpressions, type ExpressionInput, type Expressions } from "../expressions/expressions.ts";
import { LEGACY_MEMBERS, legacyExpressions } from "../legacy/legacy-expressions.ts";
import { normalizeValue } from "./values.ts";

type ExpressionMember = keyof ExpressionInput & `${string}Expression`;

/** A request's members before they are normalised. */
type WireInput = Readonly<Record<string, unknown>>;

/** The expressions of a request, or its legacy members as such, checked and bound. @throws {AwsError} `ValidationException` */
export function requireExpressions(input: WireInput, members: readonly ExpressionMember[]): Expressions {
  const legacy = LEGACY_MEMBERS.filter((member) => input[member] !== undefined);
  requireOneStyle(input, members, legacy);
  const names = input.ExpressionAttributeNames as Readonly<Record<string, string>> | undefined;
  const wireValues = input.ExpressionAttributeValues as Readonly<Record<string, unknown>> | undefined;
  const present = members.some((member) => input[member] !== undefined);
  if (names !== undefined && !present) {
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  }
  requireUsableValues(input, members, wireValues);
  requireKeys("ExpressionAttributeNames", "#", names);
  requireKeys("ExpressionAttributeValues", ":", wireValues);
  if (legacy.length > 0) return legacyExpressions(input);
  if (!present) return {};
  const expressions: ExpressionInput = Object.fromEntries(
    members.filter((member) => input[member] !== undefined).map((member) => [member, input[member]]),
  );
  return compileExpressions({
    ...expressions,
    ...(names && { ExpressionAttributeNames: names }),
    ...(wireValues && { ExpressionAttributeValues: normalizeValues(wireValues) }),
  });
}

function requireUsableValues(
  input: WireInput,
  members: readonly ExpressionMember[],
  values: WireInput | undefined,
): void {
  const using = members.filter((member) => member !== "ProjectionExpression");
  if (values === undefined || using.some((member) => input[member] !== undefined)) return;
  const verb = using.length > 1 ? "are" : "is";
  throw validationError(
    `ExpressionAttributeValues can only be specified when using expressions: ${using.join(" and ")} ${verb} null`,
  );
}

function requireKeys(member: string, sigil: "#" | ":", map: WireInput | undefined): void {
  if (map === undefined) return;
  const keys = Object.keys(map);
  if (keys.length === 0) throw validationError(`${member} must not be empty`);
  for (const key of keys) {
    if (key.startsWith(sigil) && /^.[0-9a-zA-Z_]+$/.test(key)) continue;
    throw validationError(`${member} contains invalid key: Syntax error; key: "${key}"`);
  }
}

function normalizeValues(wire: WireInput): Readonly<Record<string, AttributeValue>> {
  const values: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(wire)) {
    try {
      values[key] = normalizeValue(value);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ValidationException") throw error;
      throw validationError(
        `ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`,
      );
    }
  }
  return values;
}

function requireOneStyle(
  input: WireInput,
  members: readonly ExpressionMember[],
  legacy: readonly string[],
): void {
  const present = members.filter((member) => input[member] !== undefined);
  if (legacy.length === 0 || present.length === 0) return;
  throw validationError(
    "Can not use both expression and non-expression parameters in the same request: " +
      `Non-expression parameters: {${legacy.join(", ")}} Expression parameters: {${present.join(", ")}}`,
  );
}

import { type AttributeValue, typeOf, type ValueType } from "../engine/value.ts";
import { invalidParameter } from "../errors.ts";
import type { UpdateAction } from "../expressions/update.ts";
import { normalizeValue } from "../validation/values.ts";

/** A legacy change of one attribute, as the wire has it. */
export interface AttributeValueUpdate {
  readonly Action?: "ADD" | "PUT" | "DELETE";
  readonly Value?: unknown;
}

const SETS: readonly ValueType[] = ["SS", "NS", "BS"];
const EMPTY_LIST: AttributeValue = { L: [] };

/** Source: Amazon DynamoDB Developer Guide, "AttributeUpdates (legacy)". @throws {AwsError} `ValidationException` */
export function bindAttributeUpdates(
  updates: Readonly<Record<string, AttributeValueUpdate>>,
): readonly UpdateAction[] {
  return Object.entries(updates).map(([name, update]) => bindUpdate(name, update));
}

function bindUpdate(
  name: string,
  { Action: action = "PUT", Value: wire }: AttributeValueUpdate,
): UpdateAction {
  const path = [name];
  if (wire === undefined) {
    if (action === "DELETE") return { action: "REMOVE", path };
    throw invalidParameter("Only DELETE action is allowed when no attribute value is specified");
  }
  const value = normalizeValue(wire);
  const type = typeOf(value);
  switch (action) {
    case "PUT":
      return { action: "SET", path, value: { kind: "value", value } };
    case "DELETE":
      if (SETS.includes(type)) return { action: "DELETE", path, value };
      throw invalidParameter(`DELETE action with value is not supported for the type ${type}`);
    case "ADD":
      if (type === "N" || SETS.includes(type)) return { action: "ADD", path, value };
      if (type === "L") return { action: "SET", path, value: appended(name, value) };
      throw invalidParameter(`ADD action is not supported for the type ${type}`);
  }
}

function appended(name: string, list: AttributeValue) {
  const otherwise = { kind: "value", value: EMPTY_LIST } as const;
  const left = { kind: "ifNotExists", path: [name], otherwise } as const;
  return { kind: "append", left, right: { kind: "value", value: list } } as const;
}

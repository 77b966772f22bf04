import { Members } from "../../core/members.ts";
import { invalidParameterValue, missingParameter } from "./errors.ts";

/** A message attribute as the wire carries it: a binary value is base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const NAME = /^(?!(?:aws|amazon)\.)(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;
const TYPE = /^(String|Number|Binary)(?:\..+)?$/;
const STRING_ARRAY = "String.Array";

/**
 * Source: SNS Developer Guide, "Amazon SNS message attributes".
 * @throws {AwsError} `ParameterValueInvalid`
 */
export function parseMessageAttributes(map: Readonly<Record<string, unknown>>): MessageAttributes {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, parseAttribute(name, value)]));
}

function parseAttribute(name: string, value: unknown): MessageAttribute {
  if (!NAME.test(name))
    throw invalidParameterValue(
      `The message attribute name '${name}' is invalid: it has 1 to 256 of A-Z, a-z, 0-9, '_', '-' and '.', starts and ends without '.', holds no '..', and does not start with 'AWS.' or 'Amazon.'.`,
    );
  const members = new Members(value, missingParameter);
  const dataType = members.optionalText("DataType") ?? "";
  const base = TYPE.exec(dataType)?.[1];
  if (dataType === "")
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute type.`,
    );
  if (base === undefined || dataType.length > 256)
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const [wanted, other] =
    base === "Binary" ? (["BinaryValue", "StringValue"] as const) : (["StringValue", "BinaryValue"] as const);
  if (members.value(other) !== undefined)
    throw invalidParameterValue(
      `The message attribute '${name}' with type '${base}' must use field '${wanted.replace("Value", "")}'.`,
    );
  const content = members.optionalText(wanted) ?? "";
  if (content === "")
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${base}'.`,
    );
  if (base === "Number" && (content.trim() === "" || !Number.isFinite(Number(content))))
    throw invalidParameterValue(
      `Could not cast message attribute '${name}' value to number: ${content.slice(0, 100)}`,
    );
  if (dataType === STRING_ARRAY && arrayOf(content) === undefined)
    throw invalidParameterValue(
      `The message attribute '${name}' of type String.Array must be a JSON list of strings, numbers, true, false and null.`,
    );
  return { DataType: dataType, [wanted]: content };
}

/** Bytes of names, types and values, which count towards a message's size. */
export function attributesSize(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, { DataType, StringValue = "", BinaryValue = "" }] of Object.entries(attributes))
    size +=
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, "base64");
  return size;
}

/** What a filter policy on attributes looks at: strings, numbers and lists by name. Binary values have no say. */
export function filterableAttributes(attributes: MessageAttributes): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (StringValue === undefined) continue;
    if (DataType === STRING_ARRAY) values[name] = arrayOf(StringValue);
    else values[name] = DataType.startsWith("Number") ? Number(StringValue) : StringValue;
  }
  return values;
}

function arrayOf(json: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const flat = Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
    return flat ? value : undefined;
  } catch {
    return undefined;
  }
}

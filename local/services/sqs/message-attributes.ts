import { createHash } from "node:crypto";
import { Members } from "../../core/members.ts";
import { invalidMessageContents, invalidParameter, missingParameter } from "./errors.ts";
import { hasInvalidCharacters } from "./text.ts";

/** A message attribute as the wire carries it: a binary value is base64. */
interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const MAX_ATTRIBUTES = 10;
const NAME = /^(?!(?:aws|amazon)\.)(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const TYPE = /^(String|Number|Binary)(?:\..+)?$/;

/**
 * Checks the attributes of a message to send.
 * Source: SQS Developer Guide, "Amazon SQS message metadata".
 * @throws {AwsError} `InvalidParameterValue`
 */
export function parseMessageAttributes(
  map: Readonly<Record<string, unknown>> | undefined,
): MessageAttributes | undefined {
  const entries = Object.entries(map ?? {});
  if (entries.length === 0) return undefined;
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, parseAttribute(name, value)]));
}

/** Checks the system attributes of a message to send: `AWSTraceHeader` is the only one there is. */
export function parseSystemAttributes(
  map: Readonly<Record<string, unknown>> | undefined,
): MessageAttributes | undefined {
  const entries = Object.entries(map ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (name !== "AWSTraceHeader")
        throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
      const attribute = typedAttribute(`Message (system) attribute '${name}'`, value);
      if (attribute.DataType !== "String")
        throw invalidParameter(`Message (system) attribute '${name}' must be of type 'String'.`);
      return [name, attribute];
    }),
  );
}

function parseAttribute(name: string, value: unknown): MessageAttribute {
  if (!NAME.test(name)) {
    throw invalidParameter(
      `Message (user) attribute name '${name}' is invalid: it has 1 to 256 of A-Z, a-z, 0-9, '_', '-' and '.', starts and ends without '.', holds no '..', and does not start with 'AWS.' or 'Amazon.'.`,
    );
  }
  return typedAttribute(`Message (user) attribute '${name}'`, value);
}

function typedAttribute(what: string, value: unknown): MessageAttribute {
  const members = new Members(value, missingParameter);
  if (members.optionalList("StringListValues")?.length || members.optionalList("BinaryListValues")?.length)
    throw invalidParameter(`${what} has a list value. Message attribute list values are not supported.`);
  const dataType = members.optionalText("DataType") ?? "";
  const base = TYPE.exec(dataType)?.[1];
  if (dataType === "") throw invalidParameter(`${what} must contain a non-empty attribute type.`);
  if (base === undefined || dataType.length > 256) {
    throw invalidParameter(
      `${what} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  return base === "Binary"
    ? binaryAttribute(what, dataType, members)
    : textAttribute(what, dataType, base, members);
}

function binaryAttribute(what: string, dataType: string, members: Members): MessageAttribute {
  const binary = members.optionalText("BinaryValue");
  if (members.value("StringValue") !== undefined)
    throw invalidParameter(`${what} with type 'Binary' must use field 'Binary'.`);
  if (!binary) throw invalidParameter(`${what} must contain a non-empty value of type 'Binary'.`);
  return { DataType: dataType, BinaryValue: binary };
}

function textAttribute(what: string, dataType: string, base: string, members: Members): MessageAttribute {
  const text = members.optionalText("StringValue");
  if (members.value("BinaryValue") !== undefined)
    throw invalidParameter(`${what} with type '${base}' must use field 'String'.`);
  if (!text) throw invalidParameter(`${what} must contain a non-empty value of type 'String'.`);
  if (hasInvalidCharacters(text)) throw invalidMessageContents();
  if (base === "Number" && !NUMBER.test(text))
    throw invalidParameter(`Can't cast the value of ${what.replace("Message", "message")} to a number.`);
  return { DataType: dataType, StringValue: text };
}

/** Bytes of names, types and values, which count towards a message's size. They need not be checked yet. */
export function attributesSize(attributes: Readonly<Record<string, unknown>> | undefined): number {
  let size = 0;
  for (const [name, attribute] of Object.entries(attributes ?? {})) {
    const { DataType, StringValue, BinaryValue } = (attribute ?? {}) as Partial<MessageAttribute>;
    size += Buffer.byteLength(name) + Buffer.byteLength(String(DataType ?? ""));
    if (typeof StringValue === "string") size += Buffer.byteLength(StringValue);
    if (typeof BinaryValue === "string") size += Buffer.byteLength(BinaryValue, "base64");
  }
  return size;
}

/** Source: SQS Developer Guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash("md5");
  const length = Buffer.allocUnsafe(4);
  const update = (bytes: Buffer) => {
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name] as MessageAttribute;
    update(Buffer.from(name));
    update(Buffer.from(attribute.DataType));
    hash.update(Buffer.of(attribute.BinaryValue === undefined ? 1 : 2));
    update(valueBytes(attribute));
  }
  return hash.digest("hex");
}

function valueBytes(attribute: MessageAttribute): Buffer {
  return attribute.BinaryValue === undefined
    ? Buffer.from(attribute.StringValue ?? "")
    : Buffer.from(attribute.BinaryValue, "base64");
}

/** The attributes that a receive asks for by name, by prefix (`foo.*`) or all (`All`, `.*`). */
export function selectAttributes(
  attributes: MessageAttributes | undefined,
  names: readonly string[],
): MessageAttributes | undefined {
  if (attributes === undefined || names.length === 0) return undefined;
  if (names.includes("All") || names.includes(".*")) return attributes;
  const prefixes = names.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -2));
  const chosen = Object.entries(attributes).filter(
    ([name]) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return chosen.length === 0 ? undefined : Object.fromEntries(chosen);
}

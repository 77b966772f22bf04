import { invalidParameter } from "./errors.ts";
import type { SchemaAttribute } from "./model.ts";

/** Source: Amazon Cognito Developer Guide, "Working with user attributes". */
export const STANDARD_ATTRIBUTES = [
  "address",
  "birthdate",
  "email",
  "family_name",
  "gender",
  "given_name",
  "locale",
  "middle_name",
  "name",
  "nickname",
  "phone_number",
  "picture",
  "preferred_username",
  "profile",
  "updated_at",
  "website",
  "zoneinfo",
] as const;
/** Standard attributes that only administrators and Cognito itself write. */
export const VERIFIED_ATTRIBUTES = ["email_verified", "phone_number_verified"] as const;
const MAX_LENGTH = 2048;

/** The attribute of the schema under the name that users carry it by. */
export function schemaName({ name }: SchemaAttribute): string {
  return isStandard(name) ? name : `custom:${name}`;
}

function isStandard(name: string): boolean {
  return (
    [...STANDARD_ATTRIBUTES, ...VERIFIED_ATTRIBUTES].some((standard) => standard === name) || name === "sub"
  );
}

/** @throws {AwsError} `InvalidParameterException` */
export function checkAttributes(
  schema: readonly SchemaAttribute[],
  attributes: ReadonlyMap<string, string>,
): void {
  for (const { name, required } of schema) {
    if (required && name !== "sub" && !attributes.has(name))
      throw notConforming(name, "The attribute is required");
  }
  for (const [name, value] of attributes) {
    const attribute = schema.find((candidate) => schemaName(candidate) === name);
    if (attribute === undefined && !isStandard(name))
      throw notConforming(name, "Attribute does not exist in the schema.");
    if (name === "sub") throw notConforming(name, "The attribute sub cannot be modified");
    checkValue(name, value, attribute);
  }
}

function checkValue(name: string, value: string, attribute: SchemaAttribute | undefined): void {
  if (name === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    throw invalidParameter("Invalid email address format.");
  if (name === "phone_number" && !/^\+[1-9]\d{1,14}$/.test(value))
    throw invalidParameter("Invalid phone number format.");
  if (name.endsWith("_verified") && !/^(true|false)$/i.test(value))
    throw notConforming(name, "The attribute must be true or false");
  const { attributeDataType = "String", min = 0, max } = attribute ?? {};
  if (attributeDataType === "Boolean" && !/^(true|false)$/i.test(value))
    throw notConforming(name, "The attribute must be true or false");
  if (attributeDataType === "Number") {
    const number = Number(value);
    if (!Number.isInteger(number)) throw notConforming(name, "The attribute must be an integer");
    if (number < min || number > (max ?? Number.POSITIVE_INFINITY))
      throw notConforming(name, `The attribute must be from ${min} to ${max}`);
  } else if (attributeDataType === "String" && (value.length < min || value.length > (max ?? MAX_LENGTH))) {
    throw notConforming(name, `String must be from ${min} to ${max ?? MAX_LENGTH} characters long`);
  }
}

function notConforming(name: string, reason: string) {
  return invalidParameter(`Attributes did not conform to the schema: ${name}: ${reason}\n`);
}

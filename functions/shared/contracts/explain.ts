import { PAYMENT_METHOD_PATTERN, SKU_PATTERN, TEXT_PATTERN, UUID_PATTERN } from "./limits.ts";
import type { ContractError } from "./validation.ts";

/** A field of a value and what is wrong with it, for people. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) to the field; empty for the value as a whole. */
  readonly pointer: string;
  readonly detail: string;
}

const PATTERNS: Readonly<Record<string, string>> = {
  [TEXT_PATTERN]: "must be well-formed text that is not blank",
  [SKU_PATTERN]: "must be 1 to 64 characters: letters, digits, '.', '_' and '-'",
  [PAYMENT_METHOD_PATTERN]: "must be 'pm_' and up to 252 letters, digits and '_'",
  [UUID_PATTERN]: "must be a UUID",
};

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  integer: "an integer",
  number: "a number",
  array: "an array",
  object: "an object",
};

/** One entry for each bad field, in the order of the fields' first errors; never repeats a value. */
export function explain(errors: readonly ContractError[]): readonly FieldError[] {
  const fields = new Map<string, string>();
  for (const error of errors) {
    const pointer = pointerOf(error);
    if (!fields.has(pointer)) fields.set(pointer, detailOf(error));
  }
  return [...fields].map(([pointer, detail]) => ({ pointer, detail }));
}

/** ajv reports a missing or unknown member on its object; the reader looks for the member. */
function pointerOf({ instancePath, params }: ContractError): string {
  const member = params.missingProperty ?? params.additionalProperty;
  if (member === undefined) return instancePath;
  return `${instancePath}/${String(member).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function detailOf({ keyword, params }: ContractError): string {
  switch (keyword) {
    case "required":
      return "is required";
    case "additionalProperties":
      return "is not a member of this object";
    case "type":
      return `must be ${TYPES[String(params.type)] ?? params.type}`;
    case "minLength":
      return `must have at least ${count(params.limit, "character")}`;
    case "maxLength":
      return `must have at most ${count(params.limit, "character")}`;
    case "minItems":
      return `must have at least ${count(params.limit, "item")}`;
    case "maxItems":
      return `must have at most ${count(params.limit, "item")}`;
    case "minimum":
      return `must be at least ${params.limit}`;
    case "maximum":
      return `must be at most ${params.limit}`;
    case "multipleOf":
      return "must have at most two decimals";
    case "pattern":
      return PATTERNS[String(params.pattern)] ?? `must match ${params.pattern}`;
    case "const":
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case "enum":
      return `must be one of ${JSON.stringify(params.allowedValues)}`;
    default:
      return `does not satisfy '${keyword}'`;
  }
}

const count = (limit: unknown, noun: string) => `${limit} ${noun}${limit === 1 ? "" : "s"}`;

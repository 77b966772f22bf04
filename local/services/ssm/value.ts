import { validationError } from "../../core/errors.ts";
import { constraint, invalidPattern, patternMismatch, unsupported } from "./errors.ts";
import { type ParameterVersion, type RequestedTier, TIERS, type Tier } from "./parameter.ts";

/** Of a value in UTF-8. Source: Systems Manager User Guide, "Managing parameter tiers". */
const MAX_BYTES: Readonly<Record<Tier, number>> = { Standard: 4_096, Advanced: 8_192 };
const MAX_PATTERN = 1_024;
const TEXT = "text";
/** What AWS checks values for, and the local cloud does not. */
const OTHER_DATA_TYPES: readonly string[] = [
  "aws:ec2:image",
  "aws:ssm:integration",
  "aws:region",
  "aws:account:id",
  "boolean",
  "integer",
  "float",
  "binary",
  "hostname",
  "email",
  "ipv4-address",
  "ipv6-address",
  "url",
  "json",
  "jsonc",
];

/**
 * The tier of a version to be. An advanced parameter never becomes a standard one.
 * @throws {AwsError} `ValidationException`
 */
export function tierOf(requested: string | undefined, value: string, before?: ParameterVersion): Tier {
  const tier = requested === undefined ? (before?.tier ?? "Standard") : known(requested);
  if (tier !== "Intelligent-Tiering") {
    if (tier === "Standard" && before?.tier === "Advanced")
      throw validationError(
        "This parameter uses the advanced-parameter tier, which can't be changed to the standard-parameter tier. If necessary, delete the parameter and create it again as a standard one.",
      );
    return tier;
  }
  return before?.tier === "Advanced" || Buffer.byteLength(value) > MAX_BYTES.Standard
    ? "Advanced"
    : "Standard";
}

function known(tier: string): RequestedTier {
  const found = TIERS.find((candidate) => candidate === tier);
  if (found === undefined)
    throw constraint(tier, "tier", `Member must satisfy enum value set: [${TIERS.join(", ")}]`);
  return found;
}

/** @throws {AwsError} `ValidationException` */
export function checkValue(value: string, tier: Tier): void {
  if (value.length < 1)
    throw constraint(value, "value", "Member must have length greater than or equal to 1");
  if (/\{\{.*\}\}/s.test(value))
    throw validationError("Parameter value: can't refer to other parameters in double braces, {{ }}.");
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_BYTES[tier]) return;
  throw validationError(
    tier === "Standard"
      ? `Standard tier parameters support a value of at most ${MAX_BYTES.Standard} characters, not ${bytes}. For a larger value, upgrade the parameter to the advanced-parameter tier.`
      : `Advanced tier parameters support a value of at most ${MAX_BYTES.Advanced} characters, not ${bytes}.`,
  );
}

/** @throws {AwsError} `InvalidAllowedPatternException`, `ParameterPatternMismatchException`, `ValidationException` */
export function checkPattern(pattern: string, value: string): void {
  if (pattern.length > MAX_PATTERN)
    throw constraint(
      pattern,
      "allowedPattern",
      `Member must have length less than or equal to ${MAX_PATTERN}`,
    );
  if (!compiled(pattern).test(value)) throw patternMismatch(pattern);
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    throw invalidPattern(pattern);
  }
}

/** @throws {AwsError} `ValidationException`; `UnsupportedOperationException` for one whose values AWS would check */
export function dataTypeOf(requested: string | undefined, before?: ParameterVersion): string {
  const type = requested ?? before?.dataType ?? TEXT;
  if (OTHER_DATA_TYPES.includes(type))
    throw unsupported(`The local cloud has parameters of the DataType ${TEXT} only, not ${type}.`);
  if (type !== TEXT) throw validationError(`The data type ${type} is not supported.`);
  return type;
}

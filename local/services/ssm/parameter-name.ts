import { type Account, arn } from "../../core/account.ts";
import { validationError } from "../../core/errors.ts";
import { constraint, reservedName, tooManyLevels } from "./errors.ts";

const MAX_LEVELS = 15;
/** With the ARN before it. */
const MAX_LENGTH = 1_011;
const MAX_MEMBER_LENGTH = 2_048;

/** One parameter as a caller names it: by name or ARN, of the latest version or another one. */
export interface Reference {
  /** As it was given. */
  readonly text: string;
  /** Its ARN if the reference is one. */
  readonly arn?: string;
  readonly name: string;
  /** A version's number or label. */
  readonly selector?: string;
}

/** The ARN of a parameter; the slash that a name begins with is not doubled. */
export function parameterArn(account: Account, name: string): string {
  return arn(account, "ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`);
}

/**
 * Reads `name`, `name:3`, `name:label` or the same with an ARN.
 * @throws {AwsError} `ValidationException`
 */
export function readReference(given: string): Reference {
  checkLength(given);
  const text = given.trim();
  const [, arnOfIt, name = "", selector] =
    /^(arn:[^:]*:ssm:[^:]*:\d*:parameter(\/[^:]+))(?::([^:]+))?$/.exec(text) ??
    /^()([^:]+)(?::([^:]+))?$/.exec(text) ??
    [];
  if (!/^[A-Za-z0-9_./-]+$/.test(name))
    throw validationError(
      `Invalid parameter name ${text}: use the name or ARN of a parameter, with :VERSION or :LABEL for one that is not the latest.`,
    );
  return { text, name, ...(arnOfIt ? { arn: arnOfIt } : {}), ...(selector && { selector }) };
}

/**
 * The name of a parameter to be, without the spaces around it.
 * Source: Systems Manager User Guide, "Requirements and constraints for parameter names".
 * @throws {AwsError} `ValidationException`, `HierarchyLevelLimitExceededException`, `AccessDeniedException` for AWS's own
 */
export function readName(account: Account, given: string): string {
  checkLength(given);
  const name = given.trim();
  checkCharacters(name);
  checkPrefix(name);
  const levels = name.split("/").filter((level) => level !== "").length;
  if (levels > MAX_LEVELS) throw tooManyLevels(MAX_LEVELS);
  const { length } = parameterArn(account, name);
  if (length > MAX_LENGTH)
    throw validationError(
      `Parameter name: with the ARN before it, it has ${length} characters, but may have ${MAX_LENGTH}.`,
    );
  return name;
}

/**
 * A hierarchy, which names are below, with a slash at its end.
 * @throws {AwsError} `ValidationException`
 */
export function readPath(given: string): string {
  checkLength(given, "path");
  if (!/^\/([A-Za-z0-9_.-]+\/)*([A-Za-z0-9_.-]+)?$/.test(given))
    throw validationError(
      `The path ${given} must begin with a forward slash and have letters, digits and .-_ between its slashes.`,
    );
  return given.endsWith("/") ? given : `${given}/`;
}

function checkLength(given: string, member = "name"): void {
  if (given.length < 1 || given.length > MAX_MEMBER_LENGTH)
    throw constraint(given, member, `Member must have length between 1 and ${MAX_MEMBER_LENGTH}`);
}

function checkCharacters(name: string): void {
  if (name.includes("/") && !name.startsWith("/"))
    throw validationError(
      "Parameter name must be a fully qualified name: it has slashes, so begin with one.",
    );
  if (!/^\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/.test(name))
    throw validationError(
      "Parameter name: only letters, digits and the symbols .-_ are allowed, in parts that slashes divide.",
    );
}

function checkPrefix(name: string): void {
  const first = /^\/?([^/]+)/.exec(name)?.[1]?.toLowerCase() ?? "";
  if (name.startsWith("/") && first === "aws") throw reservedName(name);
  if (first.startsWith("aws") || first.startsWith("ssm"))
    throw validationError('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
}

import type { PolicyDocument, PolicyStatement, PolicyValue } from "../core/access.ts";
import { AwsError } from "../core/errors.ts";
import { parseOperator } from "./conditions.ts";
import { checkPrincipal } from "./principal-grammar.ts";

/** `identity`: of a role or a managed policy; `resource`: of a queue, key, …; `trust`: who may assume a role. */
export type PolicyKind = "identity" | "resource" | "trust";

type Json = Readonly<Record<string, unknown>>;

const VERSIONS = ["2008-10-17", "2012-10-17"];
const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/**
 * Parses a policy and refuses what IAM refuses. The answer has its values as strings and its statements as a list,
 * whichever of the accepted spellings the text has.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 * @throws {AwsError} `MalformedPolicyDocument`
 */
export function validatePolicy(json: string, kind: PolicyKind): PolicyDocument {
  const document = parse(json);
  refuseUnknown(document, DOCUMENT_ELEMENTS, "the policy");
  const { Version, Id, Statement } = document;
  if (Version !== undefined && !VERSIONS.includes(Version as string))
    throw syntaxError(`Version must be 2012-10-17 or 2008-10-17, not ${JSON.stringify(Version)}.`);
  if (Id !== undefined && typeof Id !== "string") throw syntaxError("Id must be a string.");
  const items = Array.isArray(Statement) ? Statement : [Statement];
  if (Statement === undefined || items.length === 0)
    throw syntaxError("Statement must hold at least one statement.");
  const statements = items.map((item, index) => checkStatement(item, `Statement[${index}]`, kind));
  refuseDuplicateSids(statements);
  return {
    ...(Version === undefined ? {} : { Version: Version as string }),
    ...(Id === undefined ? {} : { Id }),
    Statement: statements,
  };
}

export function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message);
}

function syntaxError(detail: string): AwsError {
  return malformed(`Syntax errors in policy. ${detail}`);
}

function parse(json: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw malformed(`This policy contains invalid Json: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw syntaxError("A policy is a JSON object.");
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseUnknown(object: Json, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw syntaxError(`Unknown element ${unknown} in ${where}; known are ${known.join(", ")}.`);
}

function checkStatement(value: unknown, where: string, kind: PolicyKind): PolicyStatement {
  if (!isObject(value)) throw syntaxError(`${where} must be an object.`);
  refuseUnknown(value, STATEMENT_ELEMENTS, where);
  const { Effect } = value;
  if (Effect !== "Allow" && Effect !== "Deny")
    throw syntaxError(`${where} needs an Effect, Allow or Deny, not ${JSON.stringify(Effect)}.`);
  return {
    ...checkSid(value.Sid, where, kind),
    Effect,
    ...checkPrincipals(value, where, kind, Effect),
    ...checkActions(value, where, kind),
    ...checkResources(value, where, kind),
    ...checkConditions(value.Condition, where),
  };
}

function checkSid(sid: unknown, where: string, kind: PolicyKind): { Sid?: string } {
  if (sid === undefined || sid === "") return {};
  if (typeof sid !== "string") throw syntaxError(`${where}.Sid must be a string.`);
  if (kind !== "resource" && !/^[0-9A-Za-z]*$/.test(sid))
    throw malformed(
      `Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*: ${sid}`,
    );
  return { Sid: sid };
}

function refuseDuplicateSids(statements: readonly PolicyStatement[]): void {
  const seen = new Set<string>();
  for (const { Sid } of statements) {
    if (Sid === undefined) continue;
    if (seen.has(Sid))
      throw malformed(`Statement IDs (SID) in a single policy must be unique: ${Sid} is there twice.`);
    seen.add(Sid);
  }
}

function checkPrincipals(
  statement: Json,
  where: string,
  kind: PolicyKind,
  effect: "Allow" | "Deny",
): Pick<PolicyStatement, "Principal" | "NotPrincipal"> {
  const name = exclusive(statement, "Principal", "NotPrincipal", where);
  if (kind === "identity") {
    if (name !== undefined) throw malformed("Policy document should not specify a principal.");
    return {};
  }
  if (name === undefined) throw malformed(`Missing required field Principal in ${where}.`);
  if (name === "NotPrincipal" && effect === "Allow")
    throw malformed(`Allow with NotPrincipal is not allowed: ${where}.`);
  return { [name]: checkPrincipal(statement[name], where) };
}

function checkActions(
  statement: Json,
  where: string,
  kind: PolicyKind,
): Pick<PolicyStatement, "Action" | "NotAction"> {
  const name = exclusive(statement, "Action", "NotAction", where);
  if (name === undefined) throw malformed(`Policy statement must contain actions: ${where}.`);
  const actions = strings(statement[name], `${where}.${name}`);
  if (actions.length === 0) throw malformed(`Policy statement must contain actions: ${where}.`);
  for (const action of actions) {
    if (action !== "*" && !/^[a-z0-9*?-]+:[A-Za-z0-9*?]+$/i.test(action))
      throw malformed(
        `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: ${where}.${name} has "${action}".`,
      );
    if (kind === "trust" && !/^(\*|sts:.*)$/i.test(action))
      throw malformed(`AssumeRole policy may only specify STS AssumeRole actions, not ${action}.`);
  }
  return { [name]: actions };
}

function checkResources(
  statement: Json,
  where: string,
  kind: PolicyKind,
): Pick<PolicyStatement, "Resource" | "NotResource"> {
  const name = exclusive(statement, "Resource", "NotResource", where);
  if (kind === "trust") {
    if (name !== undefined) throw malformed(`Has prohibited field ${name}`);
    return {};
  }
  const resources = name === undefined ? [] : strings(statement[name], `${where}.${name}`);
  if (name === undefined || resources.length === 0)
    throw malformed(`Policy statement must contain resources: ${where}.`);
  for (const resource of resources) checkResource(resource);
  return { [name]: resources };
}

function checkResource(resource: string): void {
  if (resource === "*") return;
  const [scheme, partition = "", service = "", region = ""] = resource.split(":");
  if (scheme !== "arn" || partition === "")
    throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  if (!/^(aws(-[a-z]+)*|[*?].*|.*[*?].*)$/.test(partition))
    throw malformed(`Partition "${partition}" is not valid for resource "${resource}".`);
  if (/^arn:[^:]*:\s*:/.test(resource)) throw malformed(`Vendor ${service} is not valid: ${resource}`);
  if (service === "iam" && region !== "" && region !== "*")
    throw malformed(`IAM resource ${resource} cannot contain region information.`);
}

function checkConditions(value: unknown, where: string): Pick<PolicyStatement, "Condition"> {
  if (value === undefined) return {};
  if (!isObject(value)) throw syntaxError(`${where}.Condition must be an object.`);
  const condition: Record<string, Record<string, PolicyValue>> = {};
  for (const [operator, keys] of Object.entries(value)) {
    if (parseOperator(operator) === undefined) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!isObject(keys)) throw syntaxError(`${where}.Condition.${operator} must be an object.`);
    condition[operator] = Object.fromEntries(
      Object.entries(keys).map(([key, values]) => {
        if (!/^[^:\s]+:\S.*$/.test(key))
          throw malformed(
            `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: condition key "${key}".`,
          );
        return [key, strings(values, `${where}.Condition.${operator}.${key}`)];
      }),
    );
  }
  return Object.keys(condition).length === 0 ? {} : { Condition: condition };
}

function exclusive<A extends string, B extends string>(
  statement: Json,
  positive: A,
  negative: B,
  where: string,
): A | B | undefined {
  if (statement[positive] !== undefined && statement[negative] !== undefined)
    throw syntaxError(`${where} has both ${positive} and ${negative}; a statement has one of them.`);
  if (statement[positive] !== undefined) return positive;
  return statement[negative] === undefined ? undefined : negative;
}

/** IAM reads booleans and numbers as their text. */
function strings(value: unknown, where: string): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (typeof item === "string") return item;
    if (typeof item === "boolean" || typeof item === "number") return String(item);
    throw syntaxError(`${where} must be a string or a list of strings.`);
  });
}

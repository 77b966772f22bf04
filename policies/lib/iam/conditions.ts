import { asObject, strings } from "./policy-values.ts";

/** One key of one operator: all conditions of a statement must hold, one of the values is enough. */
export interface Condition {
  /** As written, e.g. `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** In lower case, without set operator and `IfExists`, e.g. `stringlike`. */
  readonly base: string;
  readonly setOperator: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
  /** As written. */
  readonly key: string;
  readonly values: readonly string[];
}

export function parseConditions(value: unknown, where: string): readonly Condition[] {
  if (value === undefined || value === null) return [];
  return Object.entries(asObject(value, `${where}.Condition`)).flatMap(([operator, keys]) =>
    Object.entries(asObject(keys, `${where}.Condition.${operator}`)).map(([key, values]) => ({
      operator,
      ...readOperator(operator),
      key,
      values: strings(values, `${where}.Condition.${operator}.${key}`),
    })),
  );
}

function readOperator(operator: string): Pick<Condition, "base" | "setOperator" | "ifExists"> {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(operator);
  const set = parts?.[1]?.toLowerCase();
  return {
    base: (parts?.[2] ?? operator).toLowerCase(),
    setOperator: set === "forallvalues" ? "ForAllValues" : set === "foranyvalue" ? "ForAnyValue" : undefined,
    ifExists: parts?.[3] !== undefined,
  };
}

/** Operators that hold only for a value which is there and is one of those named. */
const POSITIVE = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
  "bool",
  "numericequals",
]);

/**
 * The values that this condition demands of the key; undefined where it lets a request without the key pass
 * (`IfExists`, `ForAllValues`), or is a negation.
 */
export function demands(condition: Condition): readonly string[] | undefined {
  if (condition.ifExists || condition.setOperator === "ForAllValues") return undefined;
  return POSITIVE.has(condition.base) ? condition.values : undefined;
}

/** The values that a statement demands of the key, over all its conditions. */
export function demanded(conditions: readonly Condition[], key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  for (const condition of conditions) {
    const values = condition.key.toLowerCase() === wanted ? demands(condition) : undefined;
    if (values !== undefined) return values;
  }
  return undefined;
}

/** Keys that say on whose behalf or from where a request comes, and so keep strangers out. */
const CALLER_KEYS = [
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "aws:sourceip",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
];

/** Keys which name the source that a service acts for. */
const SOURCE_KEYS = [
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "kms:calleraccount",
];

/** Whether the conditions keep out callers from anywhere. */
export function restrictCaller(conditions: readonly Condition[]): boolean {
  return CALLER_KEYS.some((key) => isNarrow(conditions, key));
}

/** Whether the conditions tie a service to the account or resource it acts for. */
export function restrictSource(conditions: readonly Condition[]): boolean {
  return SOURCE_KEYS.some((key) => isNarrow(conditions, key)) || hasEncryptionContext(conditions);
}

/** Services name the resource they encrypt for in the encryption context; CloudTrail and Logs have no other key. */
function hasEncryptionContext(conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) =>
      condition.key.toLowerCase().startsWith("kms:encryptioncontext:") &&
      demands(condition)?.every((value) => /[^*?]/.test(value)) === true,
  );
}

function isNarrow(conditions: readonly Condition[], key: string): boolean {
  const values = demanded(conditions, key);
  return values !== undefined && values.length > 0 && values.every((value) => isNarrowValue(key, value));
}

function isNarrowValue(key: string, value: string): boolean {
  if (/(account|owner|orgid)$/.test(key)) return !/[*?]/.test(value);
  if (key.endsWith("orgpaths")) return /^o-[a-z0-9]+\//.test(value);
  if (key === "aws:sourceip") return !/\/[0-7]$/.test(value);
  if (value.startsWith("arn:")) return isNarrowArn(value);
  return /[^*?]/.test(value);
}

/** An ARN with a named account; S3's have none, so there the name must stand. */
function isNarrowArn(arn: string): boolean {
  const [, , , , account = "", ...rest] = arn.split(":");
  return account === "" ? /^[^*?]/.test(rest.join(":")) : !/[*?]/.test(account);
}

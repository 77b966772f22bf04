import { randomInt } from "node:crypto";
import { FAULT_KINDS, type FaultKind, type FaultPlan, type FaultRule } from "./plan.ts";

/** A fault plan that cannot be followed; the message names the value by its path. */
export class FaultPlanError extends Error {
  override readonly name = "FaultPlanError";
}

/** The operations of every service that can be named, by signing name. */
export type Services = ReadonlyMap<string, ReadonlySet<string>>;

const MAX_SEED = 2 ** 32 - 1;
const MAX_DELAY_MS = 15 * 60_000;
/** As far as tables remember. */
const MAX_LAG_MS = 60_000;

const MATCHERS = ["service", "operation", "resource", "function"] as const;
const RULE_MEMBERS = [
  "fault",
  ...MATCHERS,
  "probability",
  "times",
  "after",
  "delayMs",
  "lagMs",
  "code",
] as const;

/** The one service that a kind of fault is about, where there is one. */
const ONLY_SERVICE: Partial<Record<FaultKind, string>> = {
  duplicate: "sqs",
  reorder: "sqs",
  conflict: "dynamodb",
  lag: "dynamodb",
};
const ERROR_KINDS: ReadonlySet<FaultKind> = new Set(["error", "throttle"]);
const DELIVERY_KINDS: ReadonlySet<FaultKind> = new Set(["duplicate", "reorder"]);

type Members = Readonly<Record<string, unknown>>;

/** Checks a plan and gives it a seed where it has none. @throws {FaultPlanError} */
export function readPlan(value: unknown, services: Services): FaultPlan {
  const plan = members(value, "The plan", ["seed", "rules"]);
  const seed = integer(plan.seed, "seed", 0, MAX_SEED) ?? randomInt(MAX_SEED + 1);
  if (!Array.isArray(plan.rules)) throw wrong("rules", "a list of rules", plan.rules);
  return { seed, rules: plan.rules.map((rule, index) => readRule(rule, `rules[${index}]`, services)) };
}

function readRule(value: unknown, path: string, services: Services): FaultRule {
  const rule = members(value, path, RULE_MEMBERS);
  const fault = FAULT_KINDS.find((kind) => kind === rule.fault);
  if (fault === undefined) throw wrong(`${path}.fault`, `one of ${FAULT_KINDS.join(", ")}`, rule.fault);
  for (const name of [...MATCHERS, "code"] as const) text(rule[name], `${path}.${name}`);
  number(rule.probability, `${path}.probability`, 0, 1);
  integer(rule.times, `${path}.times`, 1, Number.MAX_SAFE_INTEGER);
  integer(rule.after, `${path}.after`, 0, Number.MAX_SAFE_INTEGER);
  integer(rule.delayMs, `${path}.delayMs`, 1, MAX_DELAY_MS);
  integer(rule.lagMs, `${path}.lagMs`, 1, MAX_LAG_MS);
  const checked = rule as Members & FaultRule;
  checkTarget(checked, path, services);
  checkKind(checked, path);
  return checked;
}

function checkTarget({ fault, service, operation }: FaultRule, path: string, services: Services): void {
  const only = ONLY_SERVICE[fault];
  if (only !== undefined && service !== undefined && service !== only)
    throw wrong(`${path}.service`, `'${only}' or absent, since '${fault}' happens there only`, service);
  if (service !== undefined && !services.has(service))
    throw wrong(`${path}.service`, `one of ${[...services.keys()].sort().join(", ")}`, service);
  if (fault === "drop" && service === "lambda")
    throw new FaultPlanError(`${path}.fault 'drop' cannot happen to invocations: use 'crash-after'.`);
  if (operation === undefined) return;
  const target = service ?? only;
  const known = target === undefined ? [...services.values()] : [services.get(target)];
  if (known.some((operations) => operations?.has(operation))) return;
  const where = target === undefined ? "any service" : `'${target}'`;
  throw wrong(`${path}.operation`, `an operation that ${where} has on the local cloud`, operation);
}

function checkKind(rule: FaultRule, path: string): void {
  const { fault, probability = 1, times } = rule;
  requireWith(rule, path, "delayMs", fault === "delay", true);
  requireWith(rule, path, "lagMs", fault === "lag", true);
  requireWith(rule, path, "code", ERROR_KINDS.has(fault), false);
  if (DELIVERY_KINDS.has(fault)) {
    for (const name of ["operation", "function"] as const) requireWith(rule, path, name, false, false);
  }
  if (fault === "duplicate" && probability === 1 && times === undefined) {
    throw new FaultPlanError(
      `${path}.probability is 1, and every duplicate would be duplicated again without end: lower it, or set ${path}.times.`,
    );
  }
}

/** A member that goes with some kinds of fault only. */
function requireWith(
  rule: FaultRule,
  path: string,
  name: "delayMs" | "lagMs" | "code" | "operation" | "function",
  applies: boolean,
  required: boolean,
): void {
  if (!applies && rule[name] !== undefined)
    throw new FaultPlanError(`${path}.${name} means nothing for the fault '${rule.fault}': leave it out.`);
  if (applies && required && rule[name] === undefined)
    throw new FaultPlanError(`${path}.${name} is missing: the fault '${rule.fault}' needs it.`);
}

function members(value: unknown, path: string, known: readonly string[]): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(path, "an object", value);
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined)
    throw new FaultPlanError(`${path} has the member '${other}', which is not one of ${known.join(", ")}.`);
  return value as Members;
}

function text(value: unknown, path: string): void {
  if (value !== undefined && (typeof value !== "string" || value === ""))
    throw wrong(path, "a text that is not empty", value);
}

function number(value: unknown, path: string, least: number, most: number): void {
  if (value === undefined) return;
  if (typeof value !== "number" || !(value >= least && value <= most))
    throw wrong(path, `a number from ${least} to ${most}`, value);
}

function integer(value: unknown, path: string, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
    throw wrong(path, `an integer from ${least} to ${most}`, value);
  return value;
}

function wrong(path: string, expected: string, value: unknown): FaultPlanError {
  const shown = value === undefined ? "absent" : JSON.stringify(value).slice(0, 100);
  return new FaultPlanError(`${path} must be ${expected}, but is ${shown}.`);
}

import { type Condition, parseCondition } from "./conditions.ts";
import { type Field, fieldsOf, type Membership, OUTSIDE_OF_ARRAYS, together } from "./fields.ts";
import { InvalidPattern } from "./invalid-pattern.ts";
import { complexityOf } from "./wildcard.ts";

/** The conditions of each field, any of which it has to satisfy. */
type Alternative = ReadonlyMap<string, readonly Condition[]>;

/** Source: EventBridge User Guide, "Comparison operators for use in event patterns", OR matching. */
const MOST_ALTERNATIVES = 1_000;

/** AWS does not say where it draws the line; this is what event-ruler's README advises for a single rule. */
const MOST_COMPLEXITY = 10;

const OPERATOR_NAMES: ReadonlySet<string> = new Set([
  "exactly",
  "equals-ignore-case",
  "prefix",
  "suffix",
  "anything-but",
  "exists",
  "wildcard",
  "numeric",
  "cidr",
]);

/**
 * Which events a rule, an archive or a replay is for.
 * Source: EventBridge User Guide, "Amazon EventBridge event patterns"; aws/event-ruler, which EventBridge runs.
 */
export class EventPattern {
  readonly #alternatives: readonly (readonly (readonly [path: string, conditions: readonly Condition[]])[])[];

  /** @throws {InvalidPattern} */
  constructor(json: string) {
    const alternatives = compile(parseJson(json), "", false);
    requireSimple(alternatives);
    this.#alternatives = alternatives.map((fields) =>
      [...fields].sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }

  matches(event: object): boolean {
    const fields = fieldsOf(event);
    return this.#alternatives.some((wanted) => matches(wanted, 0, fields, OUTSIDE_OF_ARRAYS));
  }
}

function matches(
  wanted: readonly (readonly [path: string, conditions: readonly Condition[]])[],
  from: number,
  fields: ReadonlyMap<string, readonly Field[]>,
  membership: Membership,
): boolean {
  const [path, conditions] = wanted[from] ?? [];
  if (path === undefined || conditions === undefined) return true;
  let present = false;
  for (const field of fields.get(path) ?? []) {
    const both = together(membership, field.membership);
    if (both === undefined) continue;
    present = true;
    if (
      conditions.some((condition) => condition.matches(field.value)) &&
      matches(wanted, from + 1, fields, both)
    )
      return true;
  }
  return !present && conditions.some(({ absent }) => absent) && matches(wanted, from + 1, fields, membership);
}

function parseJson(json: string): object {
  let pattern: unknown;
  try {
    pattern = JSON.parse(json);
  } catch (error) {
    throw new InvalidPattern(`Event pattern is not valid JSON: ${(error as Error).message}`);
  }
  if (!isObject(pattern)) throw new InvalidPattern("Filter is not an object");
  return pattern;
}

function compile(pattern: object, path: string, inOr: boolean): readonly Alternative[] {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new InvalidPattern("Empty objects are not allowed");
  return entries.reduce<readonly Alternative[]>(
    (alternatives, [name, value]) => product(alternatives, compileField(name, value, path, inOr)),
    [new Map()],
  );
}

function compileField(name: string, value: unknown, path: string, inOr: boolean): readonly Alternative[] {
  if (name === "$or") return compileOr(value, path);
  if (inOr && OPERATOR_NAMES.has(name))
    throw new InvalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  const fieldPath = path === "" ? name : `${path}.${name}`;
  if (isObject(value)) return compile(value, fieldPath, inOr);
  if (!Array.isArray(value)) throw new InvalidPattern(`"${name}" must be an object or an array`);
  if (value.length === 0) throw new InvalidPattern("Empty arrays are not allowed");
  return [new Map([[fieldPath, value.map(parseCondition)]])];
}

function compileOr(value: unknown, path: string): readonly Alternative[] {
  if (!Array.isArray(value)) throw new InvalidPattern("It must be an Array followed with $or.");
  const alternatives = value.flatMap((part: unknown) => {
    if (!isObject(part))
      throw new InvalidPattern("Only JSON object is allowed in array of $or relationship.");
    return compile(part, path, true);
  });
  if (value.length < 2) throw new InvalidPattern("There must have at least 2 Objects in $or relationship.");
  return alternatives;
}

/** All of either together with all of the other. */
function product(ones: readonly Alternative[], others: readonly Alternative[]): readonly Alternative[] {
  if (ones.length * others.length > MOST_ALTERNATIVES)
    throw new InvalidPattern(
      `Rule is too complex - its $or have more than ${MOST_ALTERNATIVES} combinations: use fewer, or several rules`,
    );
  return ones.flatMap((one) => others.map((other) => new Map([...one, ...other])));
}

function requireSimple(alternatives: readonly Alternative[]): void {
  for (const [, conditions] of new Set(alternatives.flatMap((fields) => [...fields]))) {
    const wildcards = conditions.flatMap((condition) => condition.wildcards ?? []);
    if (wildcards.length > 0 && complexityOf(wildcards, MOST_COMPLEXITY + 1) > MOST_COMPLEXITY)
      throw new InvalidPattern(
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
      );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

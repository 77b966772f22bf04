import { InvalidPattern } from "./invalid-pattern.ts";

const COMPARISONS = {
  "<": (value: number, bound: number) => value < bound,
  "<=": (value: number, bound: number) => value <= bound,
  ">": (value: number, bound: number) => value > bound,
  ">=": (value: number, bound: number) => value >= bound,
  "=": (value: number, bound: number) => value === bound,
} as const;

/** `["=", 5]`, `[">", 0]` or a range, `[">", 0, "<=", 100]`. @throws {InvalidPattern} */
export function parseNumeric(operand: unknown): (value: number) => boolean {
  if (!Array.isArray(operand)) throw new InvalidPattern("Value of numeric must be an array.");
  const [operator, bound, upperOperator, upperBound, ...rest] = operand as readonly unknown[];
  if (typeof operator !== "string") throw new InvalidPattern(`Invalid member in numeric match: ${operator}`);
  if (!Object.hasOwn(COMPARISONS, operator))
    throw new InvalidPattern(`Unrecognized numeric range operator: ${operator}`);
  const inFirst = comparison(operator, bound);
  if (operand.length === 2) return inFirst;
  if (operator !== ">" && operator !== ">=")
    throw new InvalidPattern("Too many elements in numeric expression");
  if (typeof upperOperator !== "string")
    throw new InvalidPattern(`Bad value in numeric range: ${upperOperator}`);
  if (upperOperator !== "<" && upperOperator !== "<=")
    throw new InvalidPattern(`Bad numeric range operator: ${upperOperator}`);
  const inSecond = comparison(upperOperator, upperBound);
  if (rest.length > 0) throw new InvalidPattern("Too many terms in numeric range expression");
  if (Number(bound) >= Number(upperBound)) throw new InvalidPattern("Bottom must be less than top");
  return (value) => inFirst(value) && inSecond(value);
}

function comparison(operator: string, bound: unknown): (value: number) => boolean {
  if (typeof bound !== "number")
    throw new InvalidPattern(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
  const compare = COMPARISONS[operator as keyof typeof COMPARISONS];
  return (value) => compare(value, bound);
}

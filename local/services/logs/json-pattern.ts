import { invalidParameter } from "./errors.ts";

type Test = (document: unknown) => boolean;

const TOKEN =
  /\s*(?:(&&|\|\||[()]|!=|<=|>=|=|<|>)|("(?:[^"\\]|\\.)*")|(%(?:[^%\\]|\\.)*%)|(\$(?:\.[\w-]+|\["[^"]*"\]|\['[^']*'\]|\[(?:\d+|\*)\]|\.\*)*)|([^\s()=<>!&|"%$]+))/y;
const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];

/**
 * Understands `{ ($.a = "x*" && $.n >= 5) || $.b IS NULL }`.
 * Source: CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
 * @throws {AwsError} `InvalidParameterException`
 */
export function parseJsonPattern(pattern: string): Test {
  if (!pattern.endsWith("}")) throw invalid(pattern, "it must end with }");
  const parser = new Parser(pattern, tokenize(pattern.slice(1, -1), pattern));
  return parser.parse();
}

function tokenize(text: string, pattern: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw invalid(pattern, `cannot read ${JSON.stringify(text.slice(start).trim())}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

class Parser {
  readonly #pattern: string;
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(pattern: string, tokens: readonly string[]) {
    this.#pattern = pattern;
    this.#tokens = tokens;
  }

  parse(): Test {
    const test = this.#either();
    if (this.#peek() !== undefined) throw invalid(this.#pattern, `unexpected ${this.#peek()}`);
    return test;
  }

  #either(): Test {
    const tests = [this.#both()];
    while (this.#accept("||")) tests.push(this.#both());
    return (document) => tests.some((test) => test(document));
  }

  #both(): Test {
    const tests = [this.#condition()];
    while (this.#accept("&&")) tests.push(this.#condition());
    return (document) => tests.every((test) => test(document));
  }

  #condition(): Test {
    if (this.#accept("(")) {
      const test = this.#either();
      if (!this.#accept(")")) throw invalid(this.#pattern, "a ) is missing");
      return test;
    }
    const selector = this.#next();
    if (!selector.startsWith("$"))
      throw invalid(this.#pattern, `expected a selector such as $.a, not ${selector}`);
    const select = parseSelector(selector);
    const operator = this.#next();
    if (operator === "IS") return this.#is(select);
    if (operator === "NOT" && this.#accept("EXISTS")) return (document) => select(document).length === 0;
    if (!COMPARISONS.includes(operator)) throw invalid(this.#pattern, `unknown operator ${operator}`);
    const matches = comparison(operator, this.#next(), this.#pattern);
    return (document) => select(document).some(matches);
  }

  #is(select: Select): Test {
    const constants = new Map<string, unknown>([
      ["NULL", null],
      ["TRUE", true],
      ["FALSE", false],
    ]);
    const word = this.#next();
    if (!constants.has(word))
      throw invalid(this.#pattern, `IS can be followed by NULL, TRUE and FALSE, not ${word}`);
    const constant = constants.get(word);
    return (document) => select(document).some((value) => value === constant);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position];
  }

  #next(): string {
    const token = this.#tokens[this.#position++];
    if (token === undefined) throw invalid(this.#pattern, "it ends too early");
    return token;
  }

  #accept(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#position++;
    return true;
  }
}

type Select = (document: unknown) => readonly unknown[];

function parseSelector(selector: string): Select {
  const steps = [...selector.matchAll(/\.([\w-]+|\*)|\["([^"]*)"\]|\['([^']*)'\]|\[(\d+|\*)\]/g)].map(
    ([, name, double, single, index]) => name ?? double ?? single ?? index ?? "",
  );
  return (document) => {
    let values: readonly unknown[] = [document];
    for (const step of steps) {
      values = values.flatMap((value) => {
        if (typeof value !== "object" || value === null) return [];
        if (step === "*") return Object.values(value);
        const child = (value as Readonly<Record<string, unknown>>)[step];
        return child === undefined ? [] : [child];
      });
    }
    return values;
  };
}

function comparison(operator: string, operand: string, pattern: string): (value: unknown) => boolean {
  const number = operand.startsWith('"') ? Number.NaN : Number(operand);
  if (operator !== "=" && operator !== "!=") {
    if (Number.isNaN(number)) throw invalid(pattern, `${operator} needs a number, not ${operand}`);
    return (value) => typeof value === "number" && compareNumbers(operator, value, number);
  }
  const matches = Number.isNaN(number)
    ? textTest(operand, pattern)
    : (value: unknown) => Number(value) === number;
  const comparable = (value: unknown) => typeof value === "string" || typeof value === "number";
  return (value) => comparable(value) && matches(value) === (operator === "=");
}

function compareNumbers(operator: string, value: number, operand: number): boolean {
  switch (operator) {
    case "<":
      return value < operand;
    case "<=":
      return value <= operand;
    case ">":
      return value > operand;
    default:
      return value >= operand;
  }
}

/** A text, in which `*` stands for any characters, or a regular expression between `%`. */
function textTest(operand: string, pattern: string): (value: unknown) => boolean {
  let source: string;
  if (operand.startsWith("%")) source = operand.slice(1, -1);
  else {
    const text = operand.startsWith('"') ? operand.slice(1, -1).replaceAll(/\\(.)/g, "$1") : operand;
    const parts = text.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    source = `^${parts.join("[\\s\\S]*")}$`;
  }
  try {
    const expression = new RegExp(source);
    return (value) => expression.test(String(value));
  } catch (error) {
    throw invalid(pattern, String(error));
  }
}

function invalid(pattern: string, reason: string) {
  return invalidParameter(`Invalid filter pattern ${pattern}: ${reason}.`);
}

import { AwsError } from "../../core/errors.ts";

/** A value at each time at which there is one, or one for all times. */
export type Series = ReadonlyMap<number, number>;
type Value = number | Series | readonly Series[];

type Token = { readonly kind: "number" | "name" | "symbol"; readonly text: string };

/** How many values become one. */
const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
};

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** Which symbols bind first. */
const LEVELS: readonly (readonly string[])[] = [
  ["+", "-"],
  ["*", "/"],
];

/**
 * Arithmetic on metrics, with `FILL`, and with `AVG`, `MAX`, `MIN` and `SUM` of one series over time or of several at
 * each time. Where a series has no value, or a division no result, there is none.
 * Source: CloudWatch User Guide, "Using math expressions with CloudWatch metrics".
 */
export class MetricMath {
  readonly #tokens: readonly Token[];
  readonly #expression: string;
  readonly #series: (id: string) => Series;
  /** The times that what has one value for all times is shown at. */
  readonly #times: readonly number[];
  #at = 0;

  constructor(expression: string, times: readonly number[], series: (id: string) => Series) {
    this.#expression = expression;
    this.#tokens = tokens(expression);
    this.#times = times;
    this.#series = series;
  }

  /** @throws {AwsError} `ValidationError` */
  evaluate(): Series {
    const value = this.#level(0);
    if (this.#peek() !== undefined) throw this.#invalid(`"${this.#peek()?.text}" is not expected there`);
    if (typeof value === "number") return new Map(this.#times.map((time) => [time, value]));
    if (value instanceof Map) return value;
    throw this.#invalid("it has several series as its result");
  }

  #level(level: number): Value {
    const symbols = LEVELS[level];
    if (symbols === undefined) return this.#unary();
    let left = this.#level(level + 1);
    for (;;) {
      const symbol = symbols.find((candidate) => this.#skip(candidate));
      if (symbol === undefined) return left;
      left = this.#combine(
        left,
        this.#level(level + 1),
        OPERATORS[symbol] as (a: number, b: number) => number,
      );
    }
  }

  #unary(): Value {
    if (this.#skip("-")) return this.#combine(0, this.#unary(), (a, b) => a - b);
    if (this.#skip("(")) {
      const value = this.#level(0);
      this.#expect(")");
      return value;
    }
    if (this.#skip("[")) return this.#list("]").map((value) => this.#one(value));
    const token = this.#peek();
    if (token === undefined || token.kind === "symbol")
      throw this.#invalid(
        token === undefined ? "it ends too early" : `"${token.text}" is not expected there`,
      );
    this.#at++;
    if (token.kind === "number") return Number(token.text);
    return this.#skip("(") ? this.#call(token.text, this.#list(")")) : this.#series(token.text);
  }

  #list(end: string): Value[] {
    const values: Value[] = [];
    do values.push(this.#level(0));
    while (this.#skip(","));
    this.#expect(end);
    return values;
  }

  #call(name: string, given: readonly Value[]): Value {
    const [first, second] = given;
    const aggregate = AGGREGATES[name];
    if (aggregate !== undefined && given.length === 1 && first !== undefined) {
      if (Array.isArray(first)) return atEachTime(first as readonly Series[], aggregate);
      const values = [...this.#one(first).values()];
      return values.length === 0 ? new Map() : aggregate(values);
    }
    if (name === "FILL" && given.length === 2 && first !== undefined && typeof second === "number") {
      const series = this.#one(first);
      return new Map(this.#times.map((time) => [time, series.get(time) ?? second]));
    }
    throw this.#invalid(
      `the local cloud does not have ${name} of ${given.length} value(s): it has FILL(series, number), ${Object.keys(AGGREGATES).join(", ")}`,
    );
  }

  #combine(left: Value, right: Value, operator: (a: number, b: number) => number): Value {
    if (typeof left === "number" && typeof right === "number") return operator(left, right);
    if (typeof left === "number") return this.#each(this.#one(right), (value) => operator(left, value));
    if (typeof right === "number") return this.#each(this.#one(left), (value) => operator(value, right));
    const other = this.#one(right);
    return this.#each(this.#one(left), (value, time) => {
      const beside = other.get(time);
      return beside === undefined ? Number.NaN : operator(value, beside);
    });
  }

  #each(series: Series, map: (value: number, time: number) => number): Series {
    const mapped = [...series].map(([time, value]) => [time, map(value, time)] as const);
    return new Map(mapped.filter(([, value]) => Number.isFinite(value)));
  }

  #one(value: Value): Series {
    if (typeof value === "number") return new Map(this.#times.map((time) => [time, value]));
    if (value instanceof Map) return value;
    throw this.#invalid("it calculates with a list of series");
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #skip(symbol: string): boolean {
    const token = this.#peek();
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#skip(symbol)) throw this.#invalid(`a ${symbol} is missing`);
  }

  #invalid(reason: string): AwsError {
    return new AwsError("ValidationError", `Invalid metrics expression '${this.#expression}': ${reason}.`);
  }
}

function atEachTime(all: readonly Series[], aggregate: (values: readonly number[]) => number): Series {
  const byTime = new Map<number, number[]>();
  for (const series of all)
    for (const [time, value] of series) byTime.set(time, [...(byTime.get(time) ?? []), value]);
  return new Map([...byTime].map(([time, values]) => [time, aggregate(values)]));
}

function tokens(expression: string): readonly Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|([-+*/(),[\]]))/y;
  while (pattern.lastIndex < expression.trimEnd().length) {
    const from = pattern.lastIndex;
    const match = pattern.exec(expression);
    if (match === null)
      throw new AwsError(
        "ValidationError",
        `Invalid metrics expression '${expression}': "${expression.slice(from).trim()}" is not understood.`,
      );
    const [, number, name, symbol = ""] = match;
    if (number !== undefined) found.push({ kind: "number", text: number });
    else found.push(name === undefined ? { kind: "symbol", text: symbol } : { kind: "name", text: name });
  }
  return found;
}

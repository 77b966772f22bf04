import { createHash } from "node:crypto";
import jsonata from "jsonata";
import type { Chance } from "../intrinsics/functions.ts";
import { isObject, type Json } from "../json.ts";
import { StatesError } from "../states-error.ts";

/** An expression failed, or came to nothing, in a field of a state. */
export class EvaluationError extends StatesError {
  /** Where in the state the expression stands, such as `Arguments/Payload`. */
  readonly location: string;

  constructor(location: string, cause: string) {
    super("States.QueryEvaluationError", cause);
    this.location = location;
  }
}

const EXPRESSION = /^\{%(.*)%\}$/s;
/** An expression that does not come to an end fails instead of stopping all else. */
const LIMITS = { timeout: 2_000, stack: 500, sequence: 100_000 };
const CACHED = 1_000;
const cache = new Map<string, jsonata.Expression>();

/** What stands between `{%` and `%}`; undefined for text that is no expression. */
export function expressionIn(text: string): string | undefined {
  return EXPRESSION.exec(text)?.[1]?.trim();
}

/** @throws {Error} with what is wrong with the expression */
export function parseExpression(expression: string): jsonata.Expression {
  const known = cache.get(expression);
  if (known !== undefined) return known;
  const parsed = jsonata(expression, LIMITS);
  if (cache.size >= CACHED) cache.clear();
  cache.set(expression, parsed);
  return parsed;
}

/** Evaluates the expressions of states. Source: Step Functions Developer Guide, "Transforming data with JSONata". */
export class Evaluator {
  readonly #functions: Readonly<Record<string, unknown>>;

  constructor(chance: Chance, now: () => number) {
    this.#functions = functions(chance, now);
  }

  /** A value with every expression in it evaluated. @throws {EvaluationError} */
  async fill(template: Json, location: string, bindings: Readonly<Record<string, unknown>>): Promise<Json> {
    if (typeof template === "string") {
      const expression = expressionIn(template);
      return expression === undefined ? template : await this.#evaluate(expression, location, bindings);
    }
    if (Array.isArray(template))
      return await Promise.all(
        template.map((item, index) => this.fill(item, `${location}[${index}]`, bindings)),
      );
    if (!isObject(template)) return template;
    const members = await Promise.all(
      Object.entries(template).map(
        async ([name, value]) => [name, await this.fill(value, `${location}/${name}`, bindings)] as const,
      ),
    );
    return Object.fromEntries(members);
  }

  async #evaluate(
    expression: string,
    location: string,
    bindings: Readonly<Record<string, unknown>>,
  ): Promise<Json> {
    const told = `The JSONata expression '${expression}' specified for the field '${location}'`;
    let value: unknown;
    try {
      value = await parseExpression(expression).evaluate(undefined, { ...this.#functions, ...bindings });
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const what = code === undefined ? `: ${message}` : `. ${code}: ${message}`;
      throw new EvaluationError(location, `${told} threw an error during evaluation${what}`);
    }
    if (value === undefined) throw new EvaluationError(location, `${told} returned nothing (undefined).`);
    if (typeof value === "function" || isFunction(value))
      throw new EvaluationError(location, `${told} returned an unsupported result type.`);
    return JSON.parse(JSON.stringify(value)) as Json;
  }
}

function isFunction(value: unknown): boolean {
  return isObject(value) && (value._jsonata_function === true || value._jsonata_lambda === true);
}

/** What Step Functions adds to JSONata, and the time of the cloud instead of the machine's. */
function functions({ uuid, random }: Chance, now: () => number): Readonly<Record<string, unknown>> {
  return {
    uuid,
    random: (seed?: number) =>
      seed === undefined
        ? random()
        : createHash("sha256").update(String(seed)).digest().readUInt32BE() / 2 ** 32,
    partition: (items: readonly unknown[], size: number) => {
      if (!Array.isArray(items)) throw new Error("$partition takes an array and the size of a part");
      const length = Math.floor(size);
      if (!(length > 0)) throw new Error(`$partition takes a size of more than 0, not ${size}`);
      return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
        items.slice(index * length, (index + 1) * length),
      );
    },
    range: (first: number, last: number, step: number) => {
      const [from, to, by] = [Math.floor(first), Math.floor(last), Math.floor(step)];
      if (!(by !== 0)) throw new Error("$range takes a step other than 0");
      const count = Math.max(0, Math.floor((to - from) / by) + 1);
      if (count > 1_000) throw new Error(`$range has ${count} elements, more than 1000`);
      return Array.from({ length: count }, (_, index) => from + index * by);
    },
    hash: (data: string, algorithm = "SHA-256") => {
      const name = /^(MD5|SHA-1|SHA-256|SHA-384|SHA-512)$/.test(algorithm)
        ? algorithm.replace("-", "")
        : undefined;
      if (name === undefined) throw new Error(`$hash has no algorithm ${algorithm}`);
      return createHash(name.toLowerCase()).update(String(data)).digest("hex");
    },
    parse: (json: string) => JSON.parse(json) as unknown,
    eval: () => {
      throw new Error("The function $eval is not supported");
    },
    millis: now,
    now: (picture?: string, zone?: string) =>
      jsonata("$fromMillis($at, $picture, $zone)").evaluate(undefined, { at: now(), picture, zone }),
  };
}

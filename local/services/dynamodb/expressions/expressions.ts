import { validationError } from "../../../core/errors.ts";
import type { AttributeValue } from "../engine/value.ts";
import type { Condition } from "./condition.ts";
import { bindCondition } from "./condition-binder.ts";
import { ConditionParser } from "./condition-parser.ts";
import { type KeyCondition, keyConditions } from "./key-condition.ts";
import { requireDistinctPaths } from "./paths.ts";
import { ExpressionError, type Path, Placeholders } from "./placeholders.ts";
import { ProjectionParser } from "./projection-parser.ts";
import type { UpdateAction } from "./update.ts";
import { bindUpdate } from "./update-binder.ts";
import { UpdateParser } from "./update-parser.ts";

/** The members of a request that hold expressions, as the wire has them; values are normalised already. */
export interface ExpressionInput {
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
}

export const EXPRESSION_MEMBERS = [
  "UpdateExpression",
  "ConditionExpression",
  "KeyConditionExpression",
  "FilterExpression",
  "ProjectionExpression",
] as const;

/** A request's expressions, ready to be evaluated. */
export interface Expressions {
  readonly update?: readonly UpdateAction[];
  readonly condition?: Condition;
  readonly keyConditions?: ReadonlyMap<string, KeyCondition>;
  readonly filter?: Condition;
  readonly projection?: readonly Path[];
}

const MAX_CACHED = 2000;

/** Remembers what a parser made of a text. Services send the same few expressions over and over. */
function cached<T>(parse: (source: string) => T): (source: string) => T {
  const cache = new Map<string, T>();
  return (source) => {
    const known = cache.get(source);
    if (known !== undefined) return known;
    const parsed = parse(source);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(source, parsed);
    return parsed;
  };
}

const parseCondition = cached(ConditionParser.parse);
const parseUpdate = cached(UpdateParser.parse);
const parseProjection = cached(ProjectionParser.parse);

/**
 * Parses and binds all expressions of a request; nothing is evaluated before everything is known to be right.
 * @throws {AwsError} `ValidationException` as AWS words it: syntax, reserved words, undefined and unused placeholders,
 * overlapping paths, operand types.
 */
export function compileExpressions(input: ExpressionInput): Expressions {
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const compile = <T>(member: keyof ExpressionInput & `${string}Expression`, bind: (source: string) => T) => {
    const source = input[member];
    if (source === undefined) return undefined;
    try {
      return bind(source);
    } catch (error) {
      if (error instanceof ExpressionError) throw validationError(`Invalid ${member}: ${error.message}`);
      throw error;
    }
  };
  const condition = (source: string) => bindCondition(parseCondition(source), placeholders);

  const update = compile("UpdateExpression", (source) => bindUpdate(parseUpdate(source), placeholders));
  const conditionExpression = compile("ConditionExpression", condition);
  const keyCondition = compile("KeyConditionExpression", condition);
  const filter = compile("FilterExpression", condition);
  const projection = compile("ProjectionExpression", (source) => {
    const paths = parseProjection(source).map((path) => placeholders.path(path));
    requireDistinctPaths(paths);
    return paths;
  });
  requireAllUsed("ExpressionAttributeNames", placeholders.unusedNames);
  requireAllUsed("ExpressionAttributeValues", placeholders.unusedValues);
  return {
    ...(update && { update }),
    ...(conditionExpression && { condition: conditionExpression }),
    ...(keyCondition && { keyConditions: keyConditions(keyCondition) }),
    ...(filter && { filter }),
    ...(projection && { projection }),
  };
}

function requireAllUsed(member: string, unused: readonly string[]): void {
  if (unused.length === 0) return;
  throw validationError(`Value provided in ${member} unused in expressions: keys: {${unused.join(", ")}}`);
}

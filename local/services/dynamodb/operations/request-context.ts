/**
 * The condition keys of DynamoDB's that a request carries.
 * Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control".
 */
import type { PolicyValue } from "../../../core/access.ts";
import type { Catalog } from "../control-plane/catalog.ts";
import type { ReturnValues, Select, WireItem } from "../data-plane/types.ts";
import type { KeySchema } from "../engine/schema.ts";
import { type AttributeValue, scalarOf } from "../engine/value.ts";
import { conditionPaths } from "../expressions/condition.ts";
import { EXPRESSION_MEMBERS, type Expressions } from "../expressions/expressions.ts";
import { readPaths } from "../expressions/update.ts";
import { LEGACY_MEMBERS } from "../legacy/legacy-expressions.ts";
import { requireExpressions } from "../validation/expression-input.ts";

export type Context = Readonly<Record<string, PolicyValue>>;

/** The part of a request that is about one table. */
export interface TableRequest {
  readonly table: string;
  readonly index?: string | undefined;
  /** Items or keys. */
  readonly items: readonly WireItem[];
  /** Where the request's expressions are. */
  readonly expressions: object;
  readonly ReturnValues?: ReturnValues | undefined;
  readonly Select?: Select | undefined;
}

/** @throws {AwsError} `ValidationException` for expressions that are wrong. */
export function requestContext(catalog: Catalog, request: TableRequest): Context {
  const present = EXPRESSION_MEMBERS.filter((member) => member in request.expressions);
  const legacy = LEGACY_MEMBERS.some((member) => member in request.expressions);
  const expressions =
    present.length === 0 && !legacy ? {} : requireExpressions({ ...request.expressions }, present);
  const leadingKeys = leadingKeysOf(catalog, request, expressions);
  const attributes = namedAttributes(request.items, expressions);
  return {
    ...(leadingKeys.length > 0 && { "dynamodb:LeadingKeys": leadingKeys }),
    ...(attributes.length > 0 && { "dynamodb:Attributes": attributes }),
    ...(request.ReturnValues !== undefined && { "dynamodb:ReturnValues": request.ReturnValues }),
    ...(request.Select !== undefined && { "dynamodb:Select": request.Select }),
  };
}

/** The partition keys a request is about, each once. A scan has none. */
function leadingKeysOf(catalog: Catalog, request: TableRequest, expressions: Expressions): readonly string[] {
  const key = keySchemaOf(catalog, request);
  if (key === undefined) return [];
  const values = request.items.map((item) => item[key.hash.name] as AttributeValue | undefined);
  const queried = expressions.keyConditions?.get(key.hash.name);
  if (queried?.kind === "compare") values.push(queried.value);
  return [...new Set(values.flatMap((value) => (value === undefined ? [] : [scalarOf(value)])))];
}

function keySchemaOf(catalog: Catalog, { table: name, index }: TableRequest): KeySchema | undefined {
  const table = catalog.find(name);
  return index === undefined ? table?.key : table?.indexes.get(index)?.schema.key;
}

/** The top-level attributes that a request names, each once. */
function namedAttributes(items: readonly WireItem[], expressions: Expressions): readonly string[] {
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  const { condition, filter, keyConditions, projection = [], update = [] } = expressions;
  const paths = [
    ...(condition === undefined ? [] : conditionPaths(condition)),
    ...(filter === undefined ? [] : conditionPaths(filter)),
    ...projection,
    ...update.flatMap((action) => [action.path, ...readPaths(action)]),
  ];
  for (const [root] of paths) names.add(root as string);
  for (const name of keyConditions?.keys() ?? []) names.add(name);
  return [...names];
}

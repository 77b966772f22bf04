import { validationError } from "../../../core/errors.ts";
import type { Entry } from "../engine/collection.ts";
import { readUnits } from "../engine/size.ts";
import type { AttributeValue, Item } from "../engine/value.ts";
import { invalidParameter } from "../errors.ts";
import { conditionPaths } from "../expressions/condition.ts";
import { holds } from "../expressions/condition-evaluator.ts";
import type { Expressions } from "../expressions/expressions.ts";
import { CapacityMeter } from "./capacity.ts";
import { projected } from "./get-item.ts";
import { lastKey, type ReadSource } from "./read-source.ts";
import type { PageInput, Select } from "./types.ts";

const MAX_PAGE_BYTES = 1024 * 1024;

/** @throws {AwsError} `ValidationException` where `Select` and the projection do not fit, or the index lacks what is asked for. */
export function requireSelect(source: ReadSource, input: PageInput, { projection }: Expressions): Select {
  const { index } = source;
  const select = input.Select ?? defaultSelect(source, projection !== undefined);
  if (projection !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    const target = select === "COUNT" ? "only the Count" : select;
    const member = input.AttributesToGet === undefined ? "ProjectionExpression" : "AttributesToGet";
    throw validationError(`Cannot specify the ${member} when choosing to get ${target}`);
  }
  if (projection === undefined && select === "SPECIFIC_ATTRIBUTES") {
    throw validationError(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw validationError("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (index?.schema.kind !== "global") return select;
  if (select === "ALL_ATTRIBUTES" && index.schema.projectionType !== "ALL") {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.schema.name} ` +
        "because its projection type is not ALL",
    );
  }
  const missing = (projection ?? []).map(([root]) => root as string).filter((root) => !index.covers([root]));
  if (missing.length > 0) {
    throw invalidParameter(
      `Global secondary index ${index.schema.name} does not project [${missing.join(", ")}]`,
    );
  }
  return select;
}

function defaultSelect({ index }: ReadSource, hasProjection: boolean): Select {
  if (hasProjection) return "SPECIFIC_ATTRIBUTES";
  return index === undefined ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
}

/**
 * One page of a Query or a Scan: at most `Limit` items and 1 MB of what is read, before the filter.
 * A local index fetches from the table what it does not project, and that is paid for item by item.
 */
export function readPage(
  source: ReadSource,
  input: PageInput,
  expressions: Expressions,
  select: Select,
  entries: Iterable<Entry>,
): object {
  const { filter, projection } = expressions;
  const fetches = fetchesFromTable(source, expressions, select);
  const limit = input.Limit ?? Number.POSITIVE_INFINITY;
  const items: Item[] = [];
  const fetched: number[] = [];
  let scanned = 0;
  let bytes = 0;
  let last: Entry | undefined;
  let more = false;
  for (const entry of entries) {
    bytes += entry.size;
    scanned++;
    last = entry;
    if (fetches) fetched.push(entry.stored.size);
    const item = fetches ? entry.stored.item : entry.item;
    if (filter === undefined || holds(filter, item)) items.push(item);
    more = scanned >= limit || bytes >= MAX_PAGE_BYTES;
    if (more) break;
  }
  const mode = input.ConsistentRead === true ? "consistent" : "eventual";
  const meter = new CapacityMeter(input.ReturnConsumedCapacity);
  meter.read(source.table, readUnits(bytes, mode), source.index?.schema.name);
  for (const size of fetched) meter.read(source.table, readUnits(size, mode));
  const answered: readonly Readonly<Record<string, AttributeValue>>[] | undefined =
    select === "COUNT" ? undefined : items.map((item) => projected(item, projection));
  return {
    ...(answered && { Items: answered }),
    Count: items.length,
    ScannedCount: scanned,
    ...(more && last && { LastEvaluatedKey: lastKey(source, last.stored.item) }),
    ...meter.single(),
  };
}

function fetchesFromTable({ index }: ReadSource, expressions: Expressions, select: Select): boolean {
  if (index?.schema.kind !== "local" || index.schema.projectionType === "ALL") return false;
  if (select === "ALL_ATTRIBUTES") return true;
  const paths = [
    ...(expressions.projection ?? []),
    ...(expressions.filter === undefined ? [] : conditionPaths(expressions.filter)),
  ];
  return !index.covers(paths.map(([root]) => root as string));
}

import type { Principal } from "../../../core/access.ts";
import { validationError } from "../../../core/errors.ts";
import { inSegment } from "../engine/collection.ts";
import { conditionPaths } from "../expressions/condition.ts";
import { requireExpressions } from "../validation/expression-input.ts";
import { requireScalarKeys } from "../validation/keys.ts";
import type { DataPlane } from "./data-plane.ts";
import { readPage, requireSelect } from "./page.ts";
import { requireSource, requireStart, viewOf } from "./read-source.ts";
import { requireReadCapacity } from "./throttling.ts";
import type { ScanInput } from "./types.ts";

export function scan(plane: DataPlane, principal: Principal, input: ScanInput): object {
  const { segment, totalSegments } = requireSegment(input);
  const expressions = requireExpressions({ ...input }, ["ProjectionExpression", "FilterExpression"]);
  const source = requireSource(plane, input);
  const { filter, projection = [] } = expressions;
  requireScalarKeys(source.table, [...projection, ...(filter === undefined ? [] : conditionPaths(filter))]);
  const select = requireSelect(source, input, expressions);
  const start = requireStart(source, input.ExclusiveStartKey, "Scan");
  if (start !== undefined && !inSegment(start.position.hash, segment, totalSegments)) {
    throw validationError(
      "The provided starting key is invalid: Invalid ExclusiveStartKey. " +
        "Please use ExclusiveStartKey with correct Segment. " +
        `TotalSegments: ${totalSegments} Segment: ${segment}`,
    );
  }
  plane.encryption.requireAccess(principal, source.table);
  requireReadCapacity(plane, source.table, source.index?.schema);
  const entries = viewOf(plane, source, input.ConsistentRead).scan({
    segment,
    totalSegments,
    after: start?.position,
  });
  return readPage(source, input, expressions, select, entries);
}

function requireSegment({ Segment: segment, TotalSegments: totalSegments }: ScanInput): {
  segment: number;
  totalSegments: number;
} {
  if (segment === undefined && totalSegments === undefined) return { segment: 0, totalSegments: 1 };
  if (totalSegments === undefined) {
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment === undefined) {
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment >= totalSegments) {
    throw validationError(
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: " +
        `Segment: ${segment} is not less than TotalSegments: ${totalSegments}`,
    );
  }
  return { segment, totalSegments };
}

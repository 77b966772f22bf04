import type { DeployedRoute } from "./model.ts";
import { parseRouteKey, type RoutePattern, type Segment } from "./route-key.ts";

export interface RouteMatch {
  readonly route: DeployedRoute;
  /** Decoded values by name. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

const RANK: Readonly<Record<Segment["kind"], number>> = { literal: 0, variable: 1, greedy: 2 };

/**
 * Finds a request's route: a full match first, literal text before variables, then the longest greedy match,
 * a route of the method before one of ANY, and `$default` last.
 * Source: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway", "Routing API requests".
 */
export class RouteTable {
  readonly #ranked: readonly { readonly pattern: RoutePattern; readonly route: DeployedRoute }[];
  readonly #fallback: DeployedRoute | undefined;

  constructor(routes: readonly DeployedRoute[]) {
    this.#ranked = routes
      .flatMap((route) => {
        const pattern = parseRouteKey(route.routeKey);
        return pattern === undefined ? [] : [{ pattern, route }];
      })
      .sort((one, other) => compare(one.pattern, other.pattern));
    this.#fallback = routes.find((route) => parseRouteKey(route.routeKey) === undefined);
  }

  /** `segments` are the path's, decoded one by one, so that an encoded slash stays within its segment. */
  match(method: string, segments: readonly string[]): RouteMatch | undefined {
    for (const { pattern, route } of this.#ranked) {
      if (pattern.method !== method && pattern.method !== "ANY") continue;
      const pathParameters = matchSegments(pattern.segments, segments);
      if (pathParameters !== undefined) return { route, pathParameters };
    }
    return this.#fallback && { route: this.#fallback, pathParameters: {} };
  }
}

function compare(one: RoutePattern, other: RoutePattern): number {
  for (let index = 0; index < Math.max(one.segments.length, other.segments.length); index++) {
    const [a, b] = [one.segments[index], other.segments[index]];
    if (a === undefined || b === undefined) break;
    if (a.kind !== b.kind) return RANK[a.kind] - RANK[b.kind];
  }
  return (
    other.segments.length - one.segments.length ||
    Number(one.method === "ANY") - Number(other.method === "ANY")
  );
}

function matchSegments(
  pattern: readonly Segment[],
  path: readonly string[],
): Record<string, string> | undefined {
  const parameters: [string, string][] = [];
  for (const [index, segment] of pattern.entries()) {
    const text = path[index];
    if (text === undefined) return undefined;
    if (segment.kind === "greedy") {
      const rest = path.slice(index).join("/");
      if (rest === "") return undefined;
      parameters.push([segment.name, rest]);
      return Object.fromEntries(parameters);
    }
    if (segment.kind === "variable") {
      if (text === "") return undefined;
      parameters.push([segment.name, text]);
    } else if (segment.text !== text) return undefined;
  }
  return pattern.length === path.length ? Object.fromEntries(parameters) : undefined;
}

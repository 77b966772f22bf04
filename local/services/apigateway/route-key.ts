import { badRequest } from "./errors.ts";

const DEFAULT_ROUTE_KEY = "$default";
const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const SEGMENT = /^(?:\{([\w.:-]+)(\+)?\}|[^\s{}]*)$/;

export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "greedy"; readonly name: string };

export interface RoutePattern {
  readonly method: string;
  readonly path: string;
  readonly segments: readonly Segment[];
}

/**
 * Reads `METHOD /path/{variable}/{proxy+}`; undefined for `$default`.
 * Source: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway".
 * @throws {AwsError} `BadRequestException`
 */
export function parseRouteKey(routeKey: string): RoutePattern | undefined {
  if (routeKey === DEFAULT_ROUTE_KEY) return undefined;
  const [method = "", path = "", ...rest] = routeKey.split(" ");
  if (!METHODS.includes(method) || !path.startsWith("/") || rest.length > 0) {
    throw badRequest(
      `The provided route key '${routeKey}' is not formatted properly for HTTP protocol. It must be '$default', or one of ${METHODS.join(", ")}, a space and a path that starts with '/'.`,
    );
  }
  const segments = path
    .slice(1)
    .split("/")
    .map((text) => parseSegment(text, routeKey));
  if (segments.slice(0, -1).some((segment) => segment.kind === "greedy"))
    throw badRequest(`A greedy path variable must end the path, which it does not in '${routeKey}'.`);
  const names = segments.flatMap((segment) => (segment.kind === "literal" ? [] : [segment.name]));
  if (new Set(names).size < names.length)
    throw badRequest(`Each path variable may occur once in a route key, which is not so in '${routeKey}'.`);
  return { method, path, segments };
}

function parseSegment(text: string, routeKey: string): Segment {
  const match = SEGMENT.exec(text);
  if (match === null) {
    throw badRequest(
      `The provided route key '${routeKey}' is not formatted properly for HTTP protocol: '${text}' is neither plain text nor one path variable such as {id} or {proxy+}.`,
    );
  }
  const [, name, greedy] = match;
  if (name === undefined) return { kind: "literal", text };
  return greedy === undefined ? { kind: "variable", name } : { kind: "greedy", name };
}

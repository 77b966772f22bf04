import type { Route } from "../core/route.ts";
import type { Service } from "../core/service.ts";

/** An operation that a request is for, with the members in its path. */
export interface RouteMatch {
  readonly operation: string;
  readonly route: Route;
  readonly labels: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly operation: string;
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
  /** What the query must have in it. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Finds the operations of a REST service by method and path, and by the query where two share both. */
export class Router {
  readonly #bySize = new Map<string, Candidate[]>();

  constructor(routes: NonNullable<Service["routes"]>) {
    for (const [operation, given] of Object.entries(routes)) {
      const route = typeof given === "string" ? { request: given } : given;
      const [method = "", uri = ""] = route.request.split(" ");
      const [path = "", parameters] = uri.split("?", 2);
      const segments = segmentsOf(path);
      const query = [...new URLSearchParams(parameters)];
      const key = `${method} ${segments.length}`;
      const others = this.#bySize.get(key) ?? [];
      const candidate = { operation, route, method, segments, query };
      this.#bySize.set(key, query.length > 0 ? [candidate, ...others] : [...others, candidate]);
    }
  }

  find(method: string, url: string): RouteMatch | undefined {
    const [path = "", parameters] = url.split("?", 2);
    const given = segmentsOf(path);
    for (const { operation, route, segments, query } of this.#bySize.get(`${method} ${given.length}`) ?? []) {
      const labels = labelsOf(segments, given);
      if (labels !== undefined && hasAll(query, parameters)) return { operation, route, labels };
    }
    return undefined;
  }
}

/** A slash at the end makes no difference: clients of some years have one. */
function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function hasAll(query: Candidate["query"], parameters: string | undefined): boolean {
  if (query.length === 0) return true;
  const given = new URLSearchParams(parameters);
  return query.every(([name, value]) => given.get(name) === value);
}

function labelsOf(
  pattern: readonly string[],
  given: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const labels: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = given[index] ?? "";
    if (expected.startsWith("{")) labels[expected.slice(1, -1)] = decode(segment);
    else if (expected !== segment) return undefined;
  }
  return labels;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

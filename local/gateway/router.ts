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
}

/** Finds the operations of a REST service by method and path. */
export class Router {
  readonly #bySize = new Map<string, Candidate[]>();

  constructor(routes: NonNullable<Service["routes"]>) {
    for (const [operation, given] of Object.entries(routes)) {
      const route = typeof given === "string" ? { request: given } : given;
      const [method = "", path = ""] = route.request.split(" ");
      const segments = segmentsOf(path);
      const key = `${method} ${segments.length}`;
      this.#bySize.set(key, [...(this.#bySize.get(key) ?? []), { operation, route, method, segments }]);
    }
  }

  find(method: string, path: string): RouteMatch | undefined {
    const given = segmentsOf(path);
    for (const { operation, route, segments } of this.#bySize.get(`${method} ${given.length}`) ?? []) {
      const labels = labelsOf(segments, given);
      if (labels !== undefined) return { operation, route, labels };
    }
    return undefined;
  }
}

/** A slash at the end makes no difference: clients of some years have one. */
function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
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

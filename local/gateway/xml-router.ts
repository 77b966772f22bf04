import type { IncomingHttpHeaders } from "node:http";
import type { Route } from "../core/route.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";

interface Candidate {
  readonly operation: string;
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
  /** What has to be in the query: a value, or any value for a label such as `{UploadId}`. */
  readonly query: ReadonlyMap<string, string>;
}

interface Match {
  readonly operation: string;
  readonly route: Route;
  readonly labels: Readonly<Record<string, string>>;
}

interface Given {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
}

/** The query parameter with which SDKs name the operation. */
const OPERATION = "x-id";

/**
 * Finds operations by method, path, query and header, the most specific first. A query parameter that the operation
 * does not know makes it another operation: `GET /bucket?acl` lists no objects.
 */
export class XmlRouter {
  readonly #byMethod: ReadonlyMap<string, readonly Candidate[]>;

  constructor(routes: NonNullable<Service["routes"]>) {
    const candidates = Object.entries(routes)
      .map(([operation, given]) =>
        candidate(operation, typeof given === "string" ? { request: given } : given),
      )
      .sort((one, other) => weight(other) - weight(one));
    this.#byMethod = Map.groupBy(candidates, ({ method }) => method);
  }

  find(given: Given): Match | undefined {
    const named = given.query.get(OPERATION);
    let first: Match | undefined;
    for (const candidate of this.#byMethod.get(given.method) ?? []) {
      const labels = labelsIn(candidate, given);
      if (labels === undefined) continue;
      const match = { operation: candidate.operation, route: candidate.route, labels };
      if (named === undefined || named === match.operation) return match;
      first ??= match;
    }
    return first;
  }
}

function candidate(operation: string, route: Route): Candidate {
  const [method = "", uri = ""] = route.request.split(" ");
  const [path = "", parameters = ""] = uri.split("?");
  const segments = path.split("/").slice(1);
  const query = new Map(new URLSearchParams(parameters));
  return { operation, route, method, segments: segments[0] === "" ? [] : segments, query };
}

function weight({ query, route }: Candidate): number {
  return query.size + (route.requires === undefined ? 0 : 1);
}

function labelsIn(
  { segments, query, route }: Candidate,
  given: Given,
): Readonly<Record<string, string>> | undefined {
  if (route.requires !== undefined && given.headers[route.requires] === undefined) return undefined;
  const labels: Record<string, string> = {};
  for (const [name, expected] of query) {
    const value = given.query.get(name);
    if (value === undefined) return undefined;
    if (expected.startsWith("{")) labels[expected.slice(1, -1)] = value;
    else if (expected !== value) return undefined;
  }
  for (const name of given.query.keys())
    if (name !== OPERATION && !query.has(name) && !Object.hasOwn(route.query ?? {}, name)) return undefined;
  const inPath = labelsInPath(segments, given.path);
  return inPath && { ...labels, ...inPath };
}

function labelsInPath(
  pattern: readonly string[],
  path: string,
): Readonly<Record<string, string>> | undefined {
  const labels: Record<string, string> = {};
  let rest = path.slice(1);
  for (const label of pattern) {
    if (rest === "") return undefined;
    const greedy = label.endsWith("+}");
    const slash = rest.indexOf("/");
    const end = greedy || slash < 0 ? rest.length : slash;
    labels[label.slice(1, greedy ? -2 : -1)] = decode(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  return rest === "" ? labels : undefined;
}

/** `BUCKET.s3.eu-west-1.amazonaws.com`, `BUCKET.s3.localhost:4566` and `BUCKET.localhost:4566`. */
const VIRTUAL_HOST = /^(.+?)\.(?:s3[.-][a-z\d.-]*amazonaws\.com(?:\.cn)?|(?:s3\.)?localhost)(?::\d+)?$/;

/** The path with the bucket in it, which clients may put in front of the host. */
export function pathOf({ url, headers }: Pick<SignedRequest, "url" | "headers">): string {
  const path = url.split("?", 1)[0] ?? "/";
  const host = headers.host ?? headers[":authority"]?.toString() ?? "";
  const [, bucket] = VIRTUAL_HOST.exec(host) ?? [];
  return bucket === undefined || bucket === "s3" ? path : `/${bucket}${path}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

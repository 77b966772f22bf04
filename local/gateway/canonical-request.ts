import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { SpooledBody } from "./spooled-body.ts";

/** One HTTP request with its body read. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body, where it is too long for memory. */
  readonly file?: SpooledBody;
}

export interface CanonicalOptions {
  readonly service: string;
  /** Lower-case names, as the signature lists them. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  /** A query parameter to leave out: the signature itself of a presigned URL. */
  readonly omitQuery?: string;
}

export function sha256(data: string | Buffer): string {
  return hash("sha256", data, "hex");
}

/**
 * The canonical form of a request that Signature Version 4 signs.
 * Source: IAM User Guide, "Create a signed AWS API request".
 */
export function canonicalRequest(request: SignedRequest, options: CanonicalOptions): string {
  const queryStart = request.url.indexOf("?");
  const path = queryStart < 0 ? request.url : request.url.slice(0, queryStart);
  const query = queryStart < 0 ? "" : request.url.slice(queryStart + 1);
  const headers = options.signedHeaders
    .map((name) => `${name}:${headerValue(request.headers, name)}\n`)
    .join("");
  return [
    request.method,
    canonicalPath(path, options.service),
    query === "" ? "" : canonicalQuery(query, options.omitQuery),
    headers,
    options.signedHeaders.join(";"),
    options.payloadHash,
  ].join("\n");
}

/** All services but S3 sign the path normalised and encoded once more. */
function canonicalPath(path: string, service: string): string {
  if (path === "/" || path === "") return "/";
  if (service === "s3") return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const trailing = path.endsWith("/") && segments.length > 0 ? "/" : "";
  return `/${segments.join("/")}${trailing}`;
}

function canonicalQuery(query: string, omit: string | undefined): string {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      return [encode(decode(name)), encode(equals < 0 ? "" : decode(pair.slice(equals + 1)))] as const;
    })
    .filter(([name]) => name !== omit)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name] ?? (name === "host" ? headers[":authority"] : undefined) ?? "";
  const text = Array.isArray(value) ? value.join(",") : value;
  return text.trim().replace(/\s+/g, " ");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import type { IncomingMessage } from "node:http";
import { badRequest } from "./errors.ts";
import type { CorsConfiguration } from "./model.ts";

const METHODS = ["*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const WILDCARD_ORIGINS = ["*", "http://*", "https://*"];
const MAX_AGE_SECONDS = 86_400;

/**
 * Source: API Gateway Developer Guide, "Configure CORS for HTTP APIs in API Gateway", and the type `Cors` of the reference.
 * @throws {AwsError} `BadRequestException`
 */
export function checkCors(cors: CorsConfiguration): void {
  for (const origin of cors.allowOrigins ?? []) {
    if (!WILDCARD_ORIGINS.includes(origin) && !isOrigin(origin)) {
      throw badRequest(
        `Invalid format for origin ${origin}. Origin should be *, http://*, https://*, or a scheme, a host and at most a port, without a path or trailing slash.`,
      );
    }
  }
  if (cors.allowCredentials === true && cors.allowOrigins?.includes("*")) {
    throw badRequest(
      "Invalid CORS configuration: allowOrigins can not contain * when allowCredentials is true, because browsers refuse the answer. Name the origins.",
    );
  }
  for (const method of cors.allowMethods ?? []) {
    if (!METHODS.includes(method))
      throw badRequest(
        `Invalid method ${method} in the CORS configuration. Choose of ${METHODS.join(", ")}.`,
      );
  }
  const { maxAge } = cors;
  if (maxAge !== undefined && (!Number.isInteger(maxAge) || maxAge < -1 || maxAge > MAX_AGE_SECONDS)) {
    throw badRequest(
      `Invalid maxAge ${maxAge} in the CORS configuration: it must be a whole number of seconds from -1 to ${MAX_AGE_SECONDS}.`,
    );
  }
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return url.origin === "null"
      ? text === `${url.protocol}//${url.host}`
      : url.origin === text.toLowerCase();
  } catch {
    return false;
  }
}

export function isPreflight(request: IncomingMessage): boolean {
  const { origin, "access-control-request-method": method } = request.headers;
  return request.method === "OPTIONS" && origin !== undefined && method !== undefined;
}

/** Headers of the answer to a preflight; none for an origin that is not allowed. */
export function preflightHeaders(cors: CorsConfiguration, origin: string): Record<string, string> {
  const headers = originHeaders(cors, origin);
  if (headers === undefined) return {};
  if (cors.allowMethods?.length) headers["access-control-allow-methods"] = cors.allowMethods.join(",");
  if (cors.allowHeaders?.length) headers["access-control-allow-headers"] = cors.allowHeaders.join(",");
  if (cors.maxAge !== undefined) headers["access-control-max-age"] = String(cors.maxAge);
  return headers;
}

/** Headers that the gateway adds to an integration's answer, in place of the integration's own. */
export function responseHeaders(cors: CorsConfiguration, origin: string | undefined): Record<string, string> {
  const headers = origin === undefined ? undefined : originHeaders(cors, origin);
  if (headers === undefined) return {};
  if (cors.exposeHeaders?.length) headers["access-control-expose-headers"] = cors.exposeHeaders.join(",");
  return headers;
}

function originHeaders(cors: CorsConfiguration, origin: string): Record<string, string> | undefined {
  const allowed = cors.allowOrigins ?? [];
  const any = allowed.includes("*");
  const ofScheme = allowed.includes(`${origin.slice(0, origin.indexOf("://"))}://*`);
  if (!any && !ofScheme && !allowed.some((candidate) => candidate.toLowerCase() === origin.toLowerCase()))
    return undefined;
  const headers: Record<string, string> = { "access-control-allow-origin": any ? "*" : origin };
  if (cors.allowCredentials === true) headers["access-control-allow-credentials"] = "true";
  return headers;
}

import type { IncomingMessage } from "node:http";
import { randomHex } from "../../core/random.ts";
import type { JwtAuthorization } from "./jwt-authorizer.ts";
import { parseQuery, type RequestTarget } from "./request-target.ts";
import type { RouteMatch } from "./route-table.ts";

/** One request as the gateway received it. */
export interface GatewayRequest {
  readonly message: IncomingMessage;
  readonly requestId: string;
  /** Milliseconds since the epoch, on the clock. */
  readonly receivedAt: number;
  readonly method: string;
  readonly target: RequestTarget;
  /** Decoded, and with the stage's name in front but for `$default`, as HTTP APIs hand it over. */
  readonly path: string;
  readonly accountId: string;
  readonly apiId: string;
  readonly stageName: string;
}

const TEXT_TYPES = ["application/json", "application/xml", "application/javascript"];
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The event of payload format 2.0, as JSON. A body is text only for text/* and three application types, as observed
 * of AWS; with any other content type, `+json` ones included, or none it is base64.
 * Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway".
 */
export function proxyEvent(
  request: GatewayRequest,
  match: RouteMatch,
  body: Buffer,
  stageVariables: Readonly<Record<string, string>> | undefined,
  authorization: JwtAuthorization | undefined,
): string {
  const { message, target } = request;
  const { headers, cookies } = eventHeaders(request, body.length);
  const query = parseQuery(target.rawQueryString);
  const isBase64Encoded = body.length > 0 && !isText(message.headers["content-type"]);
  const domainName = domainNameOf(message);
  const event = {
    version: "2.0",
    routeKey: match.route.routeKey,
    rawPath: request.path,
    rawQueryString: target.rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: request.accountId,
      apiId: request.apiId,
      ...(authorization && { authorizer: { jwt: authorization } }),
      domainName,
      domainPrefix: domainName.split(".")[0],
      http: {
        method: request.method,
        path: request.path,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: sourceIp(message),
        userAgent: message.headers["user-agent"] ?? "",
      },
      requestId: request.requestId,
      routeKey: match.route.routeKey,
      stage: request.stageName,
      time: logTime(request.receivedAt),
      timeEpoch: request.receivedAt,
    },
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...(stageVariables && Object.keys(stageVariables).length > 0 && { stageVariables }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? "base64" : "utf8") }),
    isBase64Encoded,
  };
  return JSON.stringify(event);
}

let lastSecond = { second: Number.NaN, text: "" };

/** `21/Nov/2026:04:01:18 +0000`, put together once a second. */
export function logTime(time: number): string {
  const second = Math.floor(time / 1000);
  if (lastSecond.second !== second) lastSecond = { second, text: logTimeOf(second * 1000) };
  return lastSecond.text;
}

function logTimeOf(time: number): string {
  const [date = "", clock = ""] = new Date(time).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}

export function domainNameOf(message: IncomingMessage): string {
  return (message.headers.host ?? "").replace(/:\d+$/, "");
}

export function sourceIp(message: IncomingMessage): string {
  return (message.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}

function isText(contentType: string | undefined): boolean {
  const type = (contentType?.split(";")[0] ?? "").trim().toLowerCase();
  return type.startsWith("text/") || TEXT_TYPES.includes(type);
}

function eventHeaders(request: GatewayRequest, bodyLength: number) {
  const { message } = request;
  const headers = new Map<string, string>([["content-length", String(bodyLength)]]);
  const cookies: string[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const name = (message.rawHeaders[index] ?? "").toLowerCase();
    const value = message.rawHeaders[index + 1] ?? "";
    if (name === "cookie") cookies.push(...value.split(/; */).filter((cookie) => cookie !== ""));
    else if (name !== "content-length" && !HOP_BY_HOP.has(name)) {
      headers.set(name, seen.has(name) ? `${headers.get(name)},${value}` : value);
      seen.add(name);
    }
  }
  const forwardedFor = headers.get("x-forwarded-for");
  headers.set("x-forwarded-for", forwardedFor ? `${forwardedFor}, ${sourceIp(message)}` : sourceIp(message));
  headers.set("x-forwarded-port", String(message.socket.localPort ?? ""));
  headers.set("x-forwarded-proto", "http");
  if (!headers.has("x-amzn-trace-id")) headers.set("x-amzn-trace-id", traceId(request.receivedAt));
  return { headers: Object.fromEntries(headers), cookies };
}

function traceId(time: number): string {
  const seconds = Math.floor(time / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, "0")}-${randomHex(12)}`;
}

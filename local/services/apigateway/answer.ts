import { validateHeaderName, validateHeaderValue } from "node:http";

/** What the gateway sends back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The gateway computes these itself. */
const OWN_HEADERS = new Set([
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** What the gateway answers of its own accord. */
export function gatewayAnswer(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/**
 * Reads a function's answer as payload format 2.0 does: with a `statusCode` it is the response, without one it is the
 * body of a 200. Undefined where it is malformed.
 * Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway".
 */
export function integrationAnswer(payload: string): Answer | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof result !== "object" || result === null || !("statusCode" in result)) {
    const body = typeof result === "string" ? result : payload;
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(body) };
  }
  return structuredAnswer(result as Readonly<Record<string, unknown>>);
}

function structuredAnswer(result: Readonly<Record<string, unknown>>): Answer | undefined {
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = withoutNulls(result);
  const status =
    typeof statusCode === "string" && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599)
    return undefined;
  if (typeof body !== "string" || typeof isBase64Encoded !== "boolean") return undefined;
  if (typeof headers !== "object" || Array.isArray(headers) || !Array.isArray(cookies)) return undefined;

  const answered = new Map<string, string | string[]>();
  for (const [name, value] of Object.entries(headers as Record<string, unknown>)) {
    const text = headerText(name, value);
    if (text === undefined) return undefined;
    if (!OWN_HEADERS.has(name.toLowerCase())) answered.set(name.toLowerCase(), text);
  }
  const setCookies = cookies.map((cookie) => headerText("set-cookie", cookie));
  if (setCookies.includes(undefined)) return undefined;
  const own = answered.get("set-cookie") ?? [];
  if (setCookies.length > 0) answered.set("set-cookie", [own, setCookies as string[]].flat());
  if (!answered.has("content-type")) answered.set("content-type", "text/plain;charset=UTF-8");
  return {
    status,
    headers: Object.fromEntries(answered),
    body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8"),
  };
}

function withoutNulls(result: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));
}

function headerText(name: string, value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return String(value);
  } catch {
    return undefined;
  }
}

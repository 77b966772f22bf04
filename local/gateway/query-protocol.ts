import { AwsError } from "../core/errors.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { Flattened, FlattenedNames } from "./flattened-members.ts";
import type { Protocol, WireAnswer } from "./protocol.ts";
import { queryCodeOf } from "./service-traits.ts";

/** What the query protocol calls the errors that the local cloud raises in the JSON protocols' words. */
const QUERY_CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ["AccessDenied", 403],
  ExpiredTokenException: ["ExpiredToken", 403],
  IncompleteSignatureException: ["IncompleteSignature", 400],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  MissingAuthenticationTokenException: ["MissingAuthenticationToken", 403],
  UnknownOperationException: ["InvalidAction", 400],
  UnrecognizedClientException: ["InvalidClientTokenId", 403],
};

/** Services with a word of their own for a denial. Source: SNS API Reference, the errors of each action. */
const DENIALS: Readonly<Record<string, string>> = { sns: "AuthorizationError" };

function queryCode(service: Service | undefined, error: AwsError): readonly [code: string, status: number] {
  const legacy = service && queryCodeOf(service.signingName, error);
  const [code, status] = QUERY_CODES[error.code] ?? [legacy ?? error.code, error.statusCode];
  const denial = service && DENIALS[service.signingName];
  return error.code === "AccessDeniedException" && denial !== undefined ? [denial, status] : [code, status];
}

/** AWS query. Source: Smithy, "AWS query protocol". */
export const queryProtocol: Protocol = {
  parse(service, request) {
    const parameters = parametersOf(request);
    const operation = parameters.get("Action");
    if (operation === null)
      throw new AwsError("MissingAction", `The call of ${service.signingName} names no Action.`);
    const input = parseParameters(parameters);
    const { flattenedMembers } = service;
    return {
      operation,
      input: flattenedMembers ? new FlattenedNames(flattenedMembers, operation).read(input) : input,
    };
  },

  answer(service, operation, output, requestId) {
    const { flattenedMembers } = service;
    const members = flattenedMembers ? new FlattenedNames(flattenedMembers, operation).write(output) : output;
    const result = element(`${operation}Result`, members ?? {});
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return xml(service, 200, `${operation}Response`, result + metadata, requestId);
  },

  fail(service, error, requestId) {
    const [code, status] = queryCode(service, error);
    const type = status < 500 ? "Sender" : "Receiver";
    const body = element("Error", { Type: type, Code: code, Message: error.message, ...error.fields });
    return xml(service, status, "ErrorResponse", `${body}<RequestId>${requestId}</RequestId>`, requestId);
  },
};

function parametersOf({ url, body }: SignedRequest): URLSearchParams {
  const parameters = new URLSearchParams(url.split("?")[1] ?? "");
  for (const [name, value] of new URLSearchParams(body.toString("utf8"))) parameters.set(name, value);
  return parameters;
}

/** The version of the API that a request of the query protocol is for. */
export function versionOf(request: SignedRequest): string | undefined {
  return parametersOf(request).get("Version") ?? undefined;
}

interface Node {
  [name: string]: Node | string;
}

const PROTOCOL_PARAMETERS = /^(Action|Version|X-Amz-.*)$/;

/** `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: "a" }] }`. Scalars stay text: the operation knows their types. */
function parseParameters(parameters: URLSearchParams): Record<string, unknown> {
  const root: Node = Object.create(null);
  for (const [name, value] of parameters) {
    if (PROTOCOL_PARAMETERS.test(name)) continue;
    const path = name.split(".");
    let node = root;
    for (const part of path.slice(0, -1)) {
      const child = node[part];
      if (typeof child === "string") throw malformed(name);
      const next: Node = child ?? Object.create(null);
      node[part] = next;
      node = next;
    }
    const last = path.at(-1) ?? name;
    if (node[last] !== undefined) throw malformed(name);
    node[last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, node]) => [name, collapse(node)]));
}

function malformed(name: string): AwsError {
  return new AwsError("MalformedInput", `The parameter ${name} contradicts another one.`);
}

/** Lists are numbered from 1, within `member` unless they are flattened. An empty list is an empty parameter. */
function collapse(node: Node | string): unknown {
  if (typeof node === "string") return node;
  const names = Object.keys(node);
  const member = node.member;
  if (names.length === 1 && member !== undefined) return member === "" ? [] : collapse(member);
  if (names.every((name) => /^[1-9]\d*$/.test(name)))
    return names.sort((a, b) => Number(a) - Number(b)).map((name) => collapse(node[name] ?? ""));
  return Object.fromEntries(names.map((name) => [name, collapse(node[name] ?? "")]));
}

function xml(
  service: Service | undefined,
  status: number,
  root: string,
  content: string,
  requestId: string,
): WireAnswer {
  const namespace = service?.xmlNamespace === undefined ? "" : ` xmlns="${escapeXml(service.xmlNamespace)}"`;
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${content}</${root}>`,
  };
}

export function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Flattened) return value.items.map((item) => element(name, item)).join("");
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element("member", item)).join("");
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map)
    return [...value].map(([key, child]) => element("entry", { key, value: child })).join("");
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([name, child]) => element(name, child))
      .join("");
  return escapeXml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}

import { isByteSource } from "../core/byte-source.ts";
import { AwsError } from "../core/errors.ts";
import type { Route } from "../core/route.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { Flattened } from "./flattened-members.ts";
import type { Protocol, WireAnswer } from "./protocol.ts";
import { element } from "./query-protocol.ts";
import { restXmlErrors } from "./rest-xml-errors.ts";
import { parseXml } from "./xml.ts";
import { pathOf, XmlRouter } from "./xml-router.ts";

/**
 * AWS REST XML, as S3 speaks it: lists are flattened, and what is in XML is one member, named like its root element.
 * Source: Smithy, "AWS restXml protocol".
 */
export const restXmlProtocol: Protocol = {
  parse(service, received) {
    const request = withQueriedHeaders(received);
    const { method, headers } = request;
    const path = pathOf(request);
    const query = parametersOf(request.url);
    const match = routerOf(service).find({ method, path, query, headers });
    if (match === undefined) {
      const names = [...query.keys()].filter((name) => name !== "x-id");
      throw new AwsError(
        "UnknownOperationException",
        `The local cloud does not have ${service.signingName}: ${method} ${path}${names.length > 0 ? `?${names.join("&")}` : ""}.`,
      );
    }
    const { operation, route, labels } = match;
    return {
      operation,
      input: {
        ...bodyMembers(route, request),
        ...queryMembers(route, query),
        ...headerMembers(route, request),
        ...labels,
      },
    };
  },

  answer(service, operation, output, requestId) {
    const given = service.routes?.[operation];
    const {
      status = 200,
      statusMember,
      headers = {},
      headerMap,
      payload,
      element: body,
    } = (typeof given === "object" && given.answer) || {};
    const members: Record<string, unknown> = { ...(output as Readonly<Record<string, unknown>> | undefined) };
    const taken = (member: string) => {
      const value = members[member];
      delete members[member];
      return value;
    };
    const code = statusMember === undefined ? status : Number(taken(statusMember) ?? status);
    const bound: Record<string, string> = { "x-amz-request-id": requestId, "x-amz-id-2": requestId };
    for (const [member, header] of Object.entries(headers)) {
      const value = taken(member);
      if (value !== undefined) bound[header] = String(value);
    }
    if (headerMap !== undefined) {
      const [prefix, member] = headerMap;
      for (const [name, value] of Object.entries(taken(member) ?? {})) bound[prefix + name] = String(value);
    }
    if (payload !== undefined) return { status: code, headers: bound, body: bodyOf(members[payload]) };
    if (body === undefined) return { status: code, headers: bound, body: "" };
    const namespace = service.xmlNamespace === undefined ? "" : ` xmlns="${service.xmlNamespace}"`;
    const text = element(body, flat(members[body])).replace(`<${body}>`, `<${body}${namespace}>`);
    return {
      status: code,
      headers: { "content-type": "application/xml", ...bound },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
    };
  },

  fail(service, error, requestId) {
    return restXmlErrors(service?.signingName ?? "").fail(service, error, requestId);
  },
};

const routers = new WeakMap<Service, XmlRouter>();

function routerOf(service: Service): XmlRouter {
  let router = routers.get(service);
  if (router === undefined) {
    router = new XmlRouter(service.routes ?? {});
    routers.set(service, router);
  }
  return router;
}

/** Whether an unsigned request is one of the service's: of a bucket, at least. */
export function hasXmlRoute(service: Service, request: SignedRequest): boolean {
  const { method, url, headers } = request;
  const path = pathOf(request);
  if (service.protocol !== "restXml" || path === "/" || headers["smithy-protocol"] !== undefined)
    return false;
  return routerOf(service).find({ method, path, query: parametersOf(url), headers }) !== undefined;
}

/** Of a presigned URL, what signs it and what would be a header otherwise. */
const AMZ_PARAMETER = /^x-amz-/i;

/** A presigned URL has in its query what its client may not send as headers. */
function withQueriedHeaders(request: SignedRequest): SignedRequest {
  const given = [...new URLSearchParams(request.url.split("?", 2)[1] ?? "")];
  const queried = given.filter(([name]) => AMZ_PARAMETER.test(name));
  if (queried.length === 0) return request;
  const headers = Object.fromEntries(queried.map(([name, value]) => [name.toLowerCase(), value]));
  return { ...request, headers: { ...headers, ...request.headers } };
}

function parametersOf(url: string): ReadonlyMap<string, string> {
  const parameters = new URLSearchParams(url.split("?", 2)[1] ?? "");
  return new Map([...parameters].filter(([name]) => !AMZ_PARAMETER.test(name)));
}

function bodyMembers({ payload, blob }: Route, request: SignedRequest): Record<string, unknown> {
  if (blob !== undefined) return { [blob]: request.file ?? request.body };
  if (request.file !== undefined) throw tooLong(request.file.size);
  if (request.body.length === 0) return {};
  const text = request.body.toString("utf8");
  if (payload !== undefined) return { [payload]: text };
  const { name, value } = parseXml(text);
  return { [name]: value };
}

function queryMembers({ query = {} }: Route, given: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query)
      .filter(([name]) => given.has(name))
      .map(([name, member]) => [member, given.get(name)]),
  );
}

function headerMembers({ headers = {}, headerMap }: Route, request: SignedRequest): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [header, member] of Object.entries(headers)) {
    const value = request.headers[header];
    if (value !== undefined) members[member] = value;
  }
  if (headerMap === undefined) return members;
  const [prefix, member] = headerMap;
  const entries = Object.entries(request.headers).filter(([header]) => header.startsWith(prefix));
  members[member] = Object.fromEntries(
    entries.map(([header, value]) => [header.slice(prefix.length), value]),
  );
  return members;
}

function bodyOf(value: unknown): WireAnswer["body"] {
  return value instanceof Uint8Array || isByteSource(value) ? value : String(value ?? "");
}

/** No document is too long for memory. */
function tooLong(size: number): AwsError {
  return new AwsError("MaxMessageLengthExceeded", `Your request was too large: ${size} bytes.`);
}

function flat(value: unknown): unknown {
  if (Array.isArray(value)) return new Flattened(value.map(flat));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, flat(child)]));
}

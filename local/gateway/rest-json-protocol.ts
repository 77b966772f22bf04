import { AwsError } from "../core/errors.ts";
import type { Route } from "../core/route.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { parseBody } from "./json-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { Router } from "./router.ts";

/** The statuses that errors of every service have here and not in the JSON protocols. */
const STATUSES: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
};

/** AWS REST JSON. Source: Smithy, "AWS restJson1 protocol". */
export const restJsonProtocol: Protocol = {
  parse(service, request) {
    const match = routerOf(service).find(request.method, request.url);
    if (match === undefined)
      throw new AwsError(
        "UnknownOperationException",
        `The local cloud does not have ${service.signingName}: ${request.method} ${pathOf(request.url)}.`,
      );
    const { operation, route, labels } = match;
    return {
      operation,
      input: {
        ...bodyMembers(route, request),
        ...queryMembers(route, request),
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
      payload,
    } = (typeof given === "object" && given.answer) || {};
    const members = { ...(output as Record<string, unknown> | undefined) };
    const bound: Record<string, string> = {};
    for (const [member, header] of Object.entries(headers)) {
      if (members[member] !== undefined) bound[header] = String(members[member]);
      delete members[member];
    }
    const code = statusMember === undefined ? status : Number(members[statusMember] ?? status);
    if (statusMember !== undefined) delete members[statusMember];
    const body = payload === undefined ? JSON.stringify(members) : String(members[payload] ?? "");
    return {
      status: code,
      headers: { "content-type": "application/json", "x-amzn-requestid": requestId, ...bound },
      body: code === 204 ? "" : body,
    };
  },

  fail(_service, error, requestId) {
    const status = STATUSES[error.code] ?? error.statusCode;
    const body = { Type: status < 500 ? "User" : "Service", ...error.fields, Message: error.message };
    return {
      status,
      headers: {
        "content-type": "application/json",
        "x-amzn-errortype": error.code,
        "x-amzn-requestid": requestId,
      },
      body: JSON.stringify(body),
    };
  },
};

/** Whether a request is one of the service's, going by method, path and query. */
export function hasRoute(service: Service, { method, url }: SignedRequest): boolean {
  return service.protocol === "restJson1" && routerOf(service).find(method, url) !== undefined;
}

const routers = new WeakMap<Service, Router>();

function routerOf(service: Service): Router {
  let router = routers.get(service);
  if (router === undefined) {
    router = new Router(service.routes ?? {});
    routers.set(service, router);
  }
  return router;
}

function bodyMembers({ payload }: Route, { body }: SignedRequest): object {
  return payload === undefined ? (parseBody(body) as object) : { [payload]: body.toString("utf8") };
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}

function queryMembers({ query = {}, lists = [] }: Route, { url }: SignedRequest): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const parameters = new URLSearchParams(url.split("?", 2)[1] ?? "");
  for (const name of new Set(parameters.keys())) {
    if (name.startsWith("X-Amz-")) continue;
    const member = query[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
    members[member] = lists.includes(member) ? parameters.getAll(name) : parameters.get(name);
  }
  return members;
}

function headerMembers({ headers = {} }: Route, request: SignedRequest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([header, member]) => [member, request.headers[header]])
      .filter(([, value]) => value !== undefined),
  );
}

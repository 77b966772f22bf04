import { crc32 } from "node:zlib";
import { AwsError } from "../core/errors.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";
import type { Protocol, WireAnswer } from "./protocol.ts";
import { errorNamespace, queryError } from "./service-traits.ts";

/** AWS JSON 1.0 and 1.1. Source: Smithy, "AWS JSON 1.0 protocol" and "AWS JSON 1.1 protocol". */
export const jsonProtocol: Protocol = {
  parse(service, request) {
    return { operation: operationOf(service, request), input: parseBody(request.body) };
  },

  answer(service, _operation, output, requestId) {
    return render(service, 200, output ?? {}, requestId, {});
  },

  fail(service, error, requestId) {
    const status = error.statusCode;
    const body = {
      __type: service === undefined ? error.code : errorNamespace(service.signingName) + error.code,
      ...error.fields,
      message: error.message,
    };
    const legacy = service && queryError(service.signingName, error);
    return render(service, status, body, requestId, {
      "x-amzn-errortype": error.code,
      ...(legacy === undefined ? {} : { "x-amzn-query-error": legacy }),
    });
  },
};

function operationOf(service: Service, request: SignedRequest): string {
  const target = request.headers["x-amz-target"];
  if (typeof target !== "string")
    throw new AwsError(
      "UnknownOperationException",
      `The call of ${service.signingName} has no X-Amz-Target.`,
    );
  const dot = target.lastIndexOf(".");
  const name = target.slice(dot + 1);
  const prefix =
    (Object.hasOwn(service.operations, name) && service.operations[name]?.targetPrefix) ||
    service.targetPrefix;
  if (target.slice(0, dot) !== prefix)
    throw new AwsError(
      "UnknownOperationException",
      service.targetPrefix === undefined
        ? `${service.signingName} does not speak the JSON protocol of X-Amz-Target ${target}.`
        : `X-Amz-Target ${target} does not belong to ${service.signingName}, whose ${name} has targets that start with ${prefix}.`,
    );
  return name;
}

/** The members of a JSON body. @throws {AwsError} `SerializationException` */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AwsError("SerializationException", "The request body is not a JSON object.");
  return value;
}

function render(
  service: Service | undefined,
  status: number,
  value: unknown,
  requestId: string,
  extra: Readonly<Record<string, string>>,
): WireAnswer {
  const body =
    service?.protocol === "awsQuery" ? JSON.stringify(value, timesAsSeconds) : JSON.stringify(value);
  const headers: Record<string, string | number> = {
    "content-type":
      service?.protocol === "awsJson1.1" ? "application/x-amz-json-1.1" : "application/x-amz-json-1.0",
    "x-amzn-requestid": requestId,
    ...extra,
  };
  if (service?.signingName === "dynamodb") headers["x-amz-crc32"] = crc32(body);
  return { status, headers, body };
}

/** Services that came from the query protocol have times as such. `this` is what has the member. */
function timesAsSeconds(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const member = this[name];
  return member instanceof Date ? member.getTime() / 1000 : value;
}

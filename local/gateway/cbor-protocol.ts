import { AwsError } from "../core/errors.ts";
import { CborError, decodeCbor, encodeCbor } from "./cbor.ts";
import type { Protocol, WireAnswer } from "./protocol.ts";
import { queryError } from "./service-traits.ts";

/** The header `smithy-protocol` of calls, and of their answers. */
export const CBOR = "rpc-v2-cbor";

/** Source: Smithy, "Smithy RPC v2 CBOR protocol". */
export const cborProtocol: Protocol = {
  parse(service, { url, body }) {
    const [, prefix, operation] = /^\/service\/([^/]+)\/operation\/([^/?]+)$/.exec(url) ?? [];
    if (operation === undefined || prefix !== service.targetPrefix)
      throw new AwsError(
        "UnknownOperationException",
        `The local cloud does not have ${service.signingName}: ${url}.`,
      );
    return { operation, input: body.length === 0 ? {} : decode(body) };
  },

  answer(_service, _operation, output, requestId) {
    return render(200, output ?? {}, requestId);
  },

  fail(service, error, requestId) {
    const legacy = service && queryError(service.signingName, error);
    return render(
      error.statusCode,
      { __type: error.code, ...error.fields, message: error.message },
      requestId,
      {
        "x-amzn-errortype": error.code,
        ...(legacy === undefined ? {} : { "x-amzn-query-error": legacy }),
      },
    );
  },
};

function decode(body: Buffer): unknown {
  try {
    return decodeCbor(body);
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    throw new AwsError("SerializationException", `The request body is not CBOR. ${error.message}`);
  }
}

function render(
  status: number,
  value: unknown,
  requestId: string,
  extra: Readonly<Record<string, string>> = {},
): WireAnswer {
  const headers = {
    "content-type": "application/cbor",
    "smithy-protocol": CBOR,
    "x-amzn-requestid": requestId,
    ...extra,
  };
  return { status, headers, body: encodeCbor(value) };
}

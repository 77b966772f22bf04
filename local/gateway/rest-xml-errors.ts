import { RestError } from "../core/errors.ts";
import type { ErrorProtocol } from "./protocol.ts";
import { element, queryProtocol } from "./query-protocol.ts";

/** S3's words. Source: S3 API Reference, "Error responses". */
const S3_CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ["AccessDenied", 403],
  ExpiredTokenException: ["ExpiredToken", 400],
  IncompleteSignatureException: ["AuthorizationHeaderMalformed", 400],
  InternalFailure: ["InternalError", 500],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  MissingAuthenticationTokenException: ["AccessDenied", 403],
  RequestEntityTooLargeException: ["EntityTooLarge", 400],
  SerializationException: ["InvalidArgument", 400],
  UnknownOperationException: ["NotImplemented", 501],
  UnrecognizedClientException: ["InvalidAccessKeyId", 403],
  UnsupportedOperationException: ["NotImplemented", 501],
};

const s3Errors: ErrorProtocol = {
  fail(_service, error, requestId) {
    const [code, status] = S3_CODES[error.code] ?? [error.code, error.statusCode];
    const body = element("Error", {
      Code: code,
      Message: error.message,
      ...error.fields,
      RequestId: requestId,
      HostId: requestId,
    });
    return {
      status,
      headers: {
        "content-type": "application/xml",
        "x-amz-request-id": requestId,
        "x-amz-id-2": requestId,
        ...(error instanceof RestError && error.headers),
      },
      body: status === 304 ? "" : `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
    };
  },
};

/** How services that speak REST-XML answer errors. All but S3 wrap them as the query protocol does. */
export function restXmlErrors(signingName: string): ErrorProtocol {
  return signingName.startsWith("s3") ? s3Errors : queryProtocol;
}

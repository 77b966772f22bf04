import type { ErrorProtocol } from "./protocol.ts";
import { element, queryProtocol } from "./query-protocol.ts";

/** S3's words. Source: S3 API Reference, "Error responses". */
const S3_CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ["AccessDenied", 403],
  ExpiredTokenException: ["ExpiredToken", 400],
  IncompleteSignatureException: ["AuthorizationHeaderMalformed", 400],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  UnknownOperationException: ["NotImplemented", 501],
  UnrecognizedClientException: ["InvalidAccessKeyId", 403],
};

const s3Errors: ErrorProtocol = {
  fail(_service, error, requestId) {
    const [code, status] = S3_CODES[error.code] ?? [error.code, error.statusCode];
    const body = element("Error", { Code: code, Message: error.message, RequestId: requestId });
    return {
      status,
      headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
    };
  },
};

/** How services that speak REST-XML answer errors. All but S3 wrap them as the query protocol does. */
export function restXmlErrors(signingName: string): ErrorProtocol {
  return signingName.startsWith("s3") ? s3Errors : queryProtocol;
}

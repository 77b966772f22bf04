import { AwsError } from "../core/errors.ts";
import type { SignedRequest } from "./canonical-request.ts";

const UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/**
 * A request in `aws-chunked` encoding with its body put together, and the headers that came after it. Any other
 * request as it is. Source: Amazon S3 User Guide, "Signature calculations … transferring payload in chunks".
 *
 * @throws {AwsError} `IncompleteBody`; `NotImplemented` for chunks with signatures of their own, which are not verified
 */
export function unchunked(request: SignedRequest): SignedRequest {
  const { headers, body } = request;
  const declared = headers["x-amz-content-sha256"];
  if (typeof declared !== "string" || !declared.startsWith("STREAMING-")) return request;
  if (declared !== UNSIGNED_TRAILER)
    throw new AwsError(
      "NotImplemented",
      `The local cloud does not have ${declared}: send the body whole, or in chunks with ${UNSIGNED_TRAILER}.`,
      501,
    );
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const start = body.indexOf("\r\n", at) + 2;
    const size = Number.parseInt(body.toString("latin1", at, Math.max(at, start - 2)), 16);
    if (!(size >= 0) || start + size > body.length)
      throw new AwsError("IncompleteBody", "The request body terminated unexpectedly");
    if (size === 0) {
      const trailers = trailersIn(body.toString("latin1", start));
      return { ...request, headers: { ...headers, ...trailers }, body: Buffer.concat(chunks) };
    }
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}

function trailersIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split("\r\n")
      .map((line) => line.split(":", 2))
      .filter((parts) => parts.length === 2)
      .map(([name = "", value = ""]) => [name.trim().toLowerCase(), value.trim()]),
  );
}

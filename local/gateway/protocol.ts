import type { ByteSource } from "../core/byte-source.ts";
import type { AwsError } from "../core/errors.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { CBOR, cborProtocol } from "./cbor-protocol.ts";
import { jsonProtocol } from "./json-protocol.ts";
import { queryProtocol } from "./query-protocol.ts";
import { restJsonProtocol } from "./rest-json-protocol.ts";
import { restXmlErrors } from "./rest-xml-errors.ts";
import { restXmlProtocol } from "./rest-xml-protocol.ts";

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | Uint8Array | ByteSource;
}

interface WireCall {
  readonly operation: string;
  readonly input: unknown;
}

/** How a service's errors look on the wire. */
export interface ErrorProtocol {
  fail(service: Service | undefined, error: AwsError, requestId: string): WireAnswer;
}

/** How a service's calls, answers and errors look on the wire. */
export interface Protocol extends ErrorProtocol {
  /** @throws {AwsError} `SerializationException`, `UnknownOperationException` */
  parse(service: Service, request: SignedRequest): WireCall;
  answer(service: Service, operation: string, output: unknown, requestId: string): WireAnswer;
}

/** What a call of a service speaks: services that have changed their protocol answer clients of before and after. */
export function protocolOf(service: Service, { headers }: SignedRequest): Protocol {
  if (service.protocol === "restJson1") return restJsonProtocol;
  if (service.protocol === "restXml") return restXmlProtocol;
  if (headers["smithy-protocol"] === CBOR) return cborProtocol;
  if (headers["x-amz-target"] !== undefined) return jsonProtocol;
  return service.protocol === "awsQuery" || service.flattenedMembers !== undefined
    ? queryProtocol
    : jsonProtocol;
}

/** What a client speaks whose service is not known, or not there. */
export function protocolOfStranger(request: SignedRequest, signingName?: string): ErrorProtocol {
  const { headers, url } = request;
  if (headers["smithy-protocol"] === CBOR) return cborProtocol;
  if (headers["x-amz-target"] !== undefined) return jsonProtocol;
  if (signingName !== undefined && REST_XML.has(signingName)) return restXmlErrors(signingName);
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const isQuery = signingName === undefined || isForm || /[?&]Action=/.test(url);
  return isQuery ? queryProtocol : restJsonProtocol;
}

/** Services that speak REST-XML. Source: the `protocols` of the services' API models. */
const REST_XML: ReadonlySet<string> = new Set(["s3", "s3express", "cloudfront", "route53"]);

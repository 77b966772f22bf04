import type { AwsError } from "../core/errors.ts";
import type { Service } from "../core/service.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { jsonProtocol } from "./json-protocol.ts";
import { queryProtocol } from "./query-protocol.ts";

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

interface WireCall {
  readonly operation: string;
  readonly input: unknown;
}

/** How a service's calls, answers and errors look on the wire. */
export interface Protocol {
  /** @throws {AwsError} `SerializationException`, `UnknownOperationException` */
  parse(service: Service, request: SignedRequest): WireCall;
  answer(service: Service, operation: string, output: unknown, requestId: string): WireAnswer;
  fail(service: Service | undefined, error: AwsError, requestId: string): WireAnswer;
}

export function protocolOf(service: Service | undefined, request: SignedRequest): Protocol {
  if (service !== undefined) return service.protocol === "awsQuery" ? queryProtocol : jsonProtocol;
  return request.headers["x-amz-target"] === undefined ? queryProtocol : jsonProtocol;
}

import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { type Telemetry, telemetryOf } from "../observability/invocation.ts";
import { type Subsegment, subsegment, withTrace } from "../observability/trace.ts";
import { type Caller, callerOf } from "./caller.ts";
import { CORRELATION_HEADER, correlationIdOf } from "./correlation.ts";
import { HttpError } from "./errors.ts";
import { problem } from "./responses.ts";

export interface HttpRequest {
  readonly event: APIGatewayProxyEventV2WithJWTAuthorizer;
  readonly caller: Caller;
  readonly correlationId: string;
  readonly telemetry: Telemetry;
  readonly trace: Subsegment;
}

export type HttpHandler = (
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Wraps one operation of the HTTP API: its caller, correlation id, log, trace, and the answer to whatever
 * it throws. The correlation id is on the response and on every line of the log.
 *
 * @param operation names the trace's step, for example `CreateOrder`
 */
export function httpHandler(
  service: string,
  operation: string,
  respond: (request: HttpRequest) => Promise<APIGatewayProxyStructuredResultV2>,
): HttpHandler {
  return async (event, context) => {
    const correlationId = correlationIdOf(event);
    const telemetry = telemetryOf(service, context, { correlationId });
    const answer = async (): Promise<APIGatewayProxyStructuredResultV2> => {
      try {
        return await subsegment(operation, (trace) => {
          trace.annotate("correlationId", correlationId);
          return respond({ event, caller: callerOf(event), correlationId, telemetry, trace });
        });
      } catch (error) {
        report(error, telemetry);
        return problem(error, correlationId);
      }
    };
    const response = await withTrace(answer);
    return { ...response, headers: { ...response.headers, [CORRELATION_HEADER]: correlationId } };
  };
}

function report(error: unknown, { log }: Telemetry): void {
  if (!(error instanceof HttpError)) {
    log.error("The request failed", {}, error);
    return;
  }
  // Not the pointers: the names of unknown members are the client's own text.
  log.info("The request was refused", {
    status: error.status,
    title: error.title,
    badFields: error.errors.length,
  });
}

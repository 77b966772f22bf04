import type { Context } from "aws-lambda";
import { type LogFields, Logger } from "./logger.ts";
import { Metrics } from "./metrics.ts";
import { currentTraceId } from "./trace.ts";

/** How one invocation, or one record of it, is seen from outside. */
export interface Telemetry {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Log and metrics that carry the invocation's ids on every line. */
export function telemetryOf(service: string, context: Context, fields: LogFields): Telemetry {
  const functionName = context.functionName;
  const ids = { service, requestId: context.awsRequestId, traceId: currentTraceId(), ...fields };
  return {
    log: new Logger({ ...ids, function: functionName }),
    metrics: new Metrics(functionName, ids),
  };
}

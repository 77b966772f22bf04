import type { Authorizer } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { RoleSessions } from "../../core/ports.ts";
import type { InvocationTarget } from "./functions.ts";
import { segmentsOf, type TracedInvocation, type TraceSegment } from "./trace.ts";

export interface TracingOptions {
  readonly account: Account;
  readonly sessions: RoleSessions;
  readonly authorizer: Authorizer;
  readonly recordSegment: (segment: TraceSegment) => void;
  readonly warn: (message: string) => void;
}

/**
 * Lambda's own segments of sampled invocations, and what the X-Ray daemon of an environment calls in the name of the
 * function: without `xray:PutTraceSegments` its traces are lost, as on AWS, without `xray:PutTelemetryRecords` only what
 * the daemon tells of itself. Source: Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray".
 */
export class Tracing {
  readonly #options: TracingOptions;
  readonly #warned = new Set<string>();

  constructor(options: TracingOptions) {
    this.#options = options;
  }

  record(
    { record, version }: InvocationTarget,
    invocation: Pick<TracedInvocation, "trace" | "requestId" | "start" | "initDurationMs" | "end" | "failed">,
  ): void {
    if (!invocation.trace.sampled) return;
    const { account, sessions, authorizer, recordSegment } = this.#options;
    const { Role, FunctionName } = version.configuration;
    const principal = sessions.principalOf(Role, FunctionName);
    const allowed = (action: string, lost: string): boolean => {
      try {
        authorizer.authorize(principal, { action, resource: "*" });
        return true;
      } catch (error) {
        this.#warnOnce(`The function ${FunctionName} loses its ${lost}: ${(error as Error).message}`);
        return false;
      }
    };
    allowed("xray:PutTelemetryRecords", "tracing telemetry");
    if (!allowed("xray:PutTraceSegments", "traces")) return;
    const { name: functionName, arn: functionArn } = record;
    segmentsOf({ ...invocation, functionName, functionArn, accountId: account.accountId }).forEach(
      recordSegment,
    );
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.warn(message);
  }
}

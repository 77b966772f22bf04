import { subsegment } from "../observability/trace.ts";

/**
 * Settings of every AWS client. One attempt ends within its timeouts, one call with all its attempts and
 * their backoff within `CALL_BUDGET_MS`: two calls in a row are over after 8 s, while API Gateway waits for
 * 30 s and a function on a queue has 5 s for calls it makes side by side.
 */
export const clientConfig = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    // Without it the SDK only logs that a request has exceeded its timeout.
    throwOnRequestTimeout: true,
  },
};

const CALL_BUDGET_MS = 4_000;

interface Metadata {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
}

/**
 * Makes one call of an AWS service, as a subsegment of the trace and within the budget.
 *
 * @param resource what is called, as X-Ray names it: `table_name`, `queue_url`
 * @throws {Error} the SDK's own, or `TimeoutError` when the budget is used up
 */
export function callAws<Output extends { readonly $metadata: Metadata }>(
  service: "CognitoIdentityProvider" | "DynamoDB" | "EventBridge" | "SESv2" | "SQS" | "StepFunctions",
  operation: string,
  resource: Readonly<Record<string, string>>,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  return subsegment(service, async (segment) => {
    const describe = ({ requestId, attempts, httpStatusCode }: Metadata): void => {
      segment.describeAwsCall(
        {
          ...(requestId === undefined ? {} : { request_id: requestId }),
          ...(attempts === undefined ? {} : { retries: attempts - 1 }),
        },
        httpStatusCode,
      );
    };
    segment.describeAwsCall({ operation, ...resource });
    const abortSignal = AbortSignal.timeout(CALL_BUDGET_MS);
    try {
      const output = await send({ abortSignal });
      describe(output.$metadata);
      return output;
    } catch (error) {
      const metadata = metadataOf(error);
      if (metadata !== undefined) describe(metadata);
      if (abortSignal.aborted) throw timeout(`${service} ${operation}`, error);
      throw error;
    }
  });
}

function metadataOf(error: unknown): Metadata | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  return typeof error.$metadata === "object" && error.$metadata !== null ? error.$metadata : undefined;
}

function timeout(call: string, cause: unknown): Error {
  const error = new Error(`${call} did not succeed within ${CALL_BUDGET_MS} ms.`, { cause });
  error.name = "TimeoutError";
  return error;
}

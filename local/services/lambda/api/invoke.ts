import type { Members } from "../../../core/members.ts";
import type { Call } from "../../../core/service.ts";
import type { LogEvent } from "../../../runtime/environment.ts";
import type { ExecutionRequest } from "../executor.ts";
import type { Lambda } from "../lambda.ts";
import { invalidParameter } from "../names.ts";
import { type Operations, operation, referenceIn } from "./operations.ts";

/** "Tail" is the last 4 KB of the invocation's log. Source: Lambda API Reference, "Invoke". */
const TAIL_BYTES = 4096;

/** `Invoke`, synchronous, asynchronous and dry. Source: Lambda API Reference, "Invoke". */
export function invokeOperation(lambda: Lambda): Operations {
  return {
    Invoke: operation(
      (input) => [lambda.invocationAccess(referenceIn(input))],
      (input, call) => {
        input.refuse("Invoke", "ClientContext", "DurableExecutionName", "TenantId");
        switch (input.optionalText("InvocationType") ?? "RequestResponse") {
          case "DryRun":
            return { StatusCode: 204 };
          case "Event":
            lambda.enqueue(referenceIn(input), requestOf(input, call));
            return { StatusCode: 202 };
          case "RequestResponse":
            return invokeAndWait(lambda, input, call);
          default:
            throw invalidParameter(
              `Invocation type ${input.optionalText("InvocationType")} is not supported.`,
            );
        }
      },
    ),
  };
}

async function invokeAndWait(lambda: Lambda, input: Members, call: Call): Promise<object> {
  const log: string[] = [];
  const tail = input.optionalText("LogType") === "Tail";
  const request = {
    ...requestOf(input, call),
    ...(tail ? { onLog: ({ message }: LogEvent) => log.push(message) } : {}),
  };
  const { result, executedVersion } = await lambda.run(referenceIn(input), request, call.principal);
  return {
    StatusCode: 200,
    Payload: result.payload,
    ExecutedVersion: executedVersion,
    FunctionError: result.functionError,
    LogResult: tail ? tailOf(log) : undefined,
  };
}

/** No payload is an empty object, as the runtime has it. */
function requestOf(input: Members, { requestId }: Call): ExecutionRequest {
  const traceHeader = input.optionalText("TraceHeader");
  return {
    payload: input.optionalText("Payload") || "{}",
    requestId,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

function tailOf(log: readonly string[]): string {
  const text = log.map((message) => (message.endsWith("\n") ? message : `${message}\n`)).join("");
  return Buffer.from(text, "utf8").subarray(-TAIL_BYTES).toString("base64");
}

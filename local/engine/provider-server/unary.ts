import { type handleUnaryCall, type Metadata, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { InitializationError } from "../../provider/provider.ts";
import { initializationFailed } from "../remote-provider/errors.ts";

/** A method of a service; what it throws is the call's error. */
export function unary<Request, Response>(
  answer: (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request, call))
      .then(
        (response) => callback(null, response),
        (error: Error) => callback(statusOf(error)),
      );
  };
}

interface Status {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

function statusOf(error: Error & { readonly code?: unknown }): Status {
  const code = error.code === status.UNIMPLEMENTED ? status.UNIMPLEMENTED : status.UNKNOWN;
  const failed = { code, details: error.message };
  return error instanceof InitializationError ? { ...failed, metadata: initializationFailed(error) } : failed;
}

/** Tells an engine that there is no such method, and to do what it does without. */
export function unimplemented(message = "This provider does not have the method."): Error {
  return Object.assign(new Error(message), { code: status.UNIMPLEMENTED });
}

import { randomUUID } from "node:crypto";
import { functionNamed } from "./functions.ts";
import { BadControlRequest, member, type Route } from "./route.ts";

export interface InvokeAnswer {
  readonly function: string;
  readonly requestId: string;
  /** What the function answered, or its error. */
  readonly payload: unknown;
  readonly functionError: string | null;
  /** What the invocation logged, Lambda's own lines included. */
  readonly log: readonly string[];
}

/** Invokes a function as the account itself and waits for its answer. */
export const invokeRoute: Route = async (parts, request): Promise<InvokeAnswer> => {
  const given = member(request.body, "function");
  if (typeof given !== "string")
    throw new BadControlRequest('The body must be {"function": NAME, "event": EVENT}.');
  const name = functionNamed(given, parts, request);
  const requestId = randomUUID();
  const log: string[] = [];
  const { result } = await parts.lambda.run(
    name,
    {
      requestId,
      payload: JSON.stringify(member(request.body, "event") ?? {}),
      onLog: ({ message }) => log.push(message.trimEnd()),
    },
    parts.iam.rootPrincipal,
  );
  return {
    function: name,
    requestId,
    payload: JSON.parse(result.payload),
    functionError: result.functionError ?? null,
    log,
  };
};

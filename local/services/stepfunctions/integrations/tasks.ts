import { randomUUID } from "node:crypto";
import { AwsError } from "../../../core/errors.ts";
import type { Dispatcher } from "../../../core/service.ts";
import type { Executions } from "../execution/executions.ts";
import type { TaskTokens } from "../execution/task-tokens.ts";
import type { ExecutionRole } from "../execution-role.ts";
import type { TaskOutcome } from "../interpreter/frame.ts";
import type { TaskCall, TaskPort, TokenListener } from "../interpreter/host.ts";
import { Aborted } from "../interpreter/limits.ts";
import { parseResource, type Resource } from "../interpreter/resource.ts";
import { isObject, type Json, type JsonObject } from "../language/json.ts";
import { OutsideError } from "../language/states-error.ts";
import { type Action, actionOf } from "./actions.ts";
import { callFailed, callLost } from "./errors.ts";

export interface TasksOptions {
  readonly dispatcher: Dispatcher;
  readonly executions: Executions;
  readonly tokens: TaskTokens;
  readonly traceHeader: (stateEnteredId: number) => string | undefined;
  /** In whose name all calls are made. */
  readonly role: ExecutionRole;
  readonly working: (change: 1 | -1) => void;
  /** The ids of the calls that lines of control wait for. */
  readonly calls: Set<string>;
}

type Integration = Extract<Resource, { kind: "integration" }>;

const INVOKE: Integration = {
  kind: "integration",
  type: "lambda",
  name: "invoke",
  action: "invoke",
  pattern: "",
};

/** The services as tasks of one execution call them: each call is the role's own. */
export class Tasks implements TaskPort {
  readonly #options: TasksOptions;

  constructor(options: TasksOptions) {
    this.#options = options;
  }

  async call({ resource, parameters, stateEnteredId }: TaskCall, over: AbortSignal): Promise<Json> {
    const parsed = parseResource(resource) as Resource;
    const traceHeader = this.#options.traceHeader(stateEnteredId);
    if (parsed.kind === "function") {
      const input = { FunctionName: parsed.arn, Payload: parameters };
      return (await this.#invoke(input, traceHeader, over)).Payload as Json;
    }
    if (!isObject(parameters))
      throw new OutsideError(
        "States.Runtime",
        `The parameters of ${parsed.type}:${parsed.name} must be a JSON object`,
      );
    const action = this.#actionOf(parsed);
    const input = supported(action, parameters);
    if (parsed.type === "lambda") return await this.#invoke(input, traceHeader, over);
    if (parsed.type === "states") return await this.#start(action, input, traceHeader, over);
    if (parsed.type.startsWith("aws-sdk:"))
      return (await this.#dispatch(parsed.type, action, input, over)).answer;
    if (parsed.type === "events") return await this.#putEvents(action, input, over);
    const body = parsed.type === "sqs" || parsed.type === "sns" ? withTexts(input) : input;
    return withMetadata(await this.#dispatch(parsed.type, action, body, over));
  }

  async completion({ resource }: TaskCall, begun: Json, signal: AbortSignal): Promise<TaskOutcome> {
    const executionArn = String((begun as JsonObject).ExecutionArn);
    await this.#ended(executionArn, signal);
    if (signal.aborted) throw new Aborted();
    const { pattern } = parseResource(resource) as Integration;
    const execution = await this.#sfn("describeExecution", executionArn);
    if (execution.Status !== "SUCCEEDED")
      return { error: "States.TaskFailed", cause: JSON.stringify(execution) };
    if (pattern === ".sync") return { output: execution };
    const parsed = (text: Json | undefined) => JSON.parse(String(text)) as Json;
    return { output: { ...execution, Input: parsed(execution.Input), Output: parsed(execution.Output) } };
  }

  async cancel(_call: TaskCall, begun: Json): Promise<void> {
    const executionArn = String((begun as JsonObject).ExecutionArn);
    await this.#sfn("stopExecution", executionArn).catch(() => undefined);
  }

  listen(token: string, listener: TokenListener): () => void {
    return this.#options.tokens.listen(token, listener);
  }

  /** Runs a function, whose error is the task's. While it runs and is waited for, Lambda counts it. */
  async #invoke(
    { Payload = {}, ...rest }: JsonObject,
    traceHeader: string | undefined,
    over: AbortSignal,
  ): Promise<JsonObject> {
    const { working } = this.#options;
    const waiting = new AbortController();
    const goOn = () => {
      if (!waiting.signal.aborted) working(1);
      waiting.abort();
    };
    const input = {
      ...rest,
      Payload: JSON.stringify(Payload),
      ...(traceHeader !== undefined && { TraceHeader: traceHeader }),
    };
    working(-1);
    over.addEventListener("abort", goOn, { signal: waiting.signal });
    const { answer, requestId } = await this.#dispatch("lambda", this.#actionOf(INVOKE), input, over).finally(
      goOn,
    );
    const text = typeof answer.Payload === "string" ? answer.Payload : "";
    if (answer.FunctionError !== undefined) throw functionFailed(text);
    const result = text === "" ? {} : (JSON.parse(text) as Json);
    return withMetadata({ answer: { ...answer, Payload: result }, requestId });
  }

  /** An entry that the bus did not take fails the task. */
  async #putEvents(action: Action, input: JsonObject, over: AbortSignal): Promise<Json> {
    const answered = await this.#dispatch("events", action, input, over);
    const { FailedEntryCount = 0 } = answered.answer;
    if (FailedEntryCount !== 0)
      throw new OutsideError("EventBridge.FailedEntry", JSON.stringify(answered.answer));
    return withMetadata(answered);
  }

  /** Starts an execution, in the trace of this one. */
  async #start(
    action: Action,
    given: JsonObject,
    traceHeader: string | undefined,
    over: AbortSignal,
  ): Promise<Json> {
    const { Input = {} } = given;
    const input = {
      ...(traceHeader !== undefined && { TraceHeader: traceHeader }),
      ...given,
      Input: typeof Input === "string" ? Input : JSON.stringify(Input),
    };
    return withMetadata(await this.#dispatch("states", action, input, over));
  }

  async #sfn(operation: string, ExecutionArn: string): Promise<JsonObject> {
    const type = "aws-sdk:sfn";
    const action = this.#actionOf({
      kind: "integration",
      type,
      name: operation,
      action: operation,
      pattern: "",
    });
    return (await this.#dispatch(type, action, { ExecutionArn })).answer;
  }

  /** Makes one call, which a line of control waits for until it is over. @throws {OutsideError} for every failure */
  async #dispatch(
    type: string,
    { service, operation, lowerCase = false }: Action,
    parameters: JsonObject,
    over?: AbortSignal,
  ): Promise<Answered> {
    const { dispatcher, role, calls } = this.#options;
    const requestId = randomUUID();
    const input = lowerCase ? renamed(parameters, (initial) => initial.toLowerCase()) : parameters;
    if (over?.aborted === false) calls.add(requestId);
    over?.addEventListener("abort", () => calls.delete(requestId), { once: true });
    try {
      const output = await dispatcher.call<unknown>(service, operation, input, role.principal(), requestId);
      const answer = JSON.parse(JSON.stringify(output ?? {})) as JsonObject;
      return { answer: lowerCase ? renamed(answer, (initial) => initial.toUpperCase()) : answer, requestId };
    } catch (error) {
      throw error instanceof AwsError
        ? callFailed(type, error, requestId)
        : callLost(type, (error as Error).message);
    } finally {
      calls.delete(requestId);
    }
  }

  /** @throws {OutsideError} for what the local cloud does not have; such a definition is refused at creation */
  #actionOf({ type, name, action }: Integration): Action {
    const { dispatcher } = this.#options;
    const found = actionOf(type, action, (signingName) => dispatcher.service(signingName));
    if (found !== undefined) return found;
    throw callLost(type, `The local cloud does not have ${type}:${name}.`);
  }

  async #ended(arn: string, signal: AbortSignal): Promise<void> {
    const { executions } = this.#options;
    if (executions.find(arn)?.record.status !== "RUNNING") return;
    await new Promise<void>((resolve) => {
      const stop = executions.onEnd(arn, resolve);
      signal.addEventListener("abort", () => {
        stop();
        resolve();
      });
    });
  }
}

interface Answered {
  readonly answer: JsonObject;
  readonly requestId: string;
}

/** Parameters that the integration does not know are left out. */
function supported({ parameters: known }: Action, parameters: JsonObject): JsonObject {
  if (known === undefined) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => known.includes(name)));
}

/** What a message holds as JSON is sent as text. */
function withTexts(input: JsonObject): JsonObject {
  const text = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      name === "MessageBody" || name === "Message" ? text(value) : value,
    ]),
  );
}

/** What the answer of an optimised integration says of the call. */
function withMetadata({ answer, requestId }: Answered): JsonObject {
  return {
    ...answer,
    SdkHttpMetadata: { HttpHeaders: { "x-amzn-RequestId": requestId }, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** The error of a function by the type that it threw. */
function functionFailed(payload: string): OutsideError {
  try {
    const { errorType } = JSON.parse(payload) as { errorType?: string };
    return new OutsideError(errorType ?? "Lambda.Unknown", payload);
  } catch {
    return new OutsideError("Lambda.Unknown", payload);
  }
}

/** The same members with other initials, as far down as there are any. */
function renamed(members: JsonObject, initialOf: (initial: string) => string): JsonObject {
  const inner = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(inner);
    return isObject(value) ? renamed(value, initialOf) : value;
  };
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      `${initialOf(name.charAt(0))}${name.slice(1)}`,
      inner(value),
    ]),
  );
}

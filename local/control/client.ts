import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { FaultPlanInput } from "../faults/plan.ts";
import type { ClockAnswer } from "./clock.ts";
import type { FaultsAnswer } from "./faults.ts";
import type { IamAnswer } from "./iam.ts";
import type { InvokeAnswer } from "./invoke.ts";
import type { LogLine } from "./logs.ts";
import type { MailAnswer } from "./mail.ts";
import type { ResetAnswer } from "./reset.ts";
import type { StatusAnswer } from "./status.ts";
import type { TracesAnswer } from "./traces.ts";

export interface LogsQuery {
  /** All functions without it. */
  readonly function?: string | undefined;
  /** Goes on with new events until `signal` aborts. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** The control API of a running instance. Every call throws an `Error` with the instance's own message. */
export class ControlClient {
  readonly #endpoint: string;
  readonly #token: string;

  constructor({ endpoint, token }: { readonly endpoint: string; readonly token: string }) {
    this.#endpoint = endpoint.replace(/\/+$/, "");
    this.#token = token;
  }

  status(): Promise<StatusAnswer> {
    return this.#call("GET", "/_local/status");
  }

  /** @param duration such as `15m` */
  advance(duration: string): Promise<ClockAnswer> {
    return this.#call("POST", "/_local/clock", { advance: duration });
  }

  setFaults(plan: FaultPlanInput): Promise<FaultsAnswer> {
    return this.#call("PUT", "/_local/faults", plan);
  }

  clearFaults(): Promise<FaultsAnswer> {
    return this.#call("DELETE", "/_local/faults");
  }

  reset(): Promise<ResetAnswer> {
    return this.#call("POST", "/_local/reset");
  }

  iam(): Promise<IamAnswer> {
    return this.#call("GET", "/_local/iam");
  }

  /** The request that an id names, or the latest ones without one. */
  traces(id?: string): Promise<TracesAnswer> {
    return this.#call("GET", `/_local/traces${id === undefined ? "" : `?${new URLSearchParams({ id })}`}`);
  }

  /** The mail that an id names, or the latest ones without one. */
  mail(id?: string): Promise<MailAnswer> {
    return this.#call("GET", `/_local/mail${id === undefined ? "" : `?${new URLSearchParams({ id })}`}`);
  }

  invoke(functionName: string, event: unknown): Promise<InvokeAnswer> {
    return this.#call("POST", "/_local/invoke", { function: functionName, event });
  }

  /** The log events of functions, in the order of time. */
  async *logs({ function: functionName, follow = false, signal }: LogsQuery = {}): AsyncGenerator<LogLine> {
    const query = new URLSearchParams({
      ...(functionName !== undefined && { function: functionName }),
      ...(follow && { follow: "true" }),
    });
    const response = await this.#send("GET", `/_local/logs?${query}`, undefined, signal);
    if (response.body === null) return;
    try {
      for await (const line of createInterface({ input: Readable.fromWeb(response.body as ReadableStream) }))
        yield JSON.parse(line) as LogLine;
    } catch (error) {
      if (signal?.aborted !== true) throw this.#unreachable(error);
    }
  }

  async #call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    return (await (await this.#send(method, path, body)).json()) as Answer;
  }

  /** @throws {Error} with the instance's own message for any answer but a success */
  async #send(
    method: string,
    path: string,
    body?: object,
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    const response = await fetch(this.#endpoint + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}` },
      signal,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw this.#unreachable(error);
    });
    if (response.ok) return response;
    const text = await response.text();
    throw new Error(messageIn(text) ?? `${this.#endpoint}${path} answered ${response.status}: ${text}`);
  }

  #unreachable(error: unknown): Error {
    const { cause } = error as Error;
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : error;
    return new Error(
      `No local cloud answers at ${this.#endpoint}: ${reason}. Start one with 'npm start', or name it with --endpoint.`,
      { cause: error },
    );
  }
}

function messageIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

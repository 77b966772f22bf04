import type { FaultPlanInput } from "../faults/plan.ts";
import type { ClockAnswer, FaultsAnswer, StatusAnswer } from "./routes.ts";

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

  async #call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await this.#fetch(path, {
      method,
      headers: { authorization: `Bearer ${this.#token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Answer;
    throw new Error(messageIn(text) ?? `${this.#endpoint}${path} answered ${response.status}: ${text}`);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.#endpoint + path, init);
    } catch (error) {
      const { cause } = error as Error;
      const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : error;
      throw new Error(
        `No local cloud answers at ${this.#endpoint}: ${reason}. Start one with 'npm start', or name it with --endpoint.`,
        { cause: error },
      );
    }
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

import { invalidToken, taskTimedOut } from "../errors.ts";
import type { TokenListener } from "../interpreter/host.ts";

const FORM = /^[A-Za-z0-9+/=]{40,1024}$/;

/** The tokens of tasks that wait for somebody to end them. */
export class TaskTokens {
  readonly #listeners = new Map<string, TokenListener>();

  listen(token: string, listener: TokenListener): () => void {
    this.#listeners.set(token, listener);
    return () => {
      this.#listeners.delete(token);
    };
  }

  /** @throws {AwsError} `InvalidToken`, `TaskTimedOut` for a task that has ended */
  require(token: string): TokenListener {
    if (!FORM.test(token)) throw invalidToken();
    const listener = this.#listeners.get(token);
    if (listener === undefined) throw taskTimedOut();
    return listener;
  }

  /** The token has done its work. */
  forget(token: string): void {
    this.#listeners.delete(token);
  }
}

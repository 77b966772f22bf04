const MAX_TOKENS = 1_000;

/** The latest client tokens with what their calls answered: a call that is sent again has no second effect. */
export class ClientTokens {
  readonly #answers = new Map<string, object>();

  /** The answer to an earlier call of the operation with the token, or that of `run`. */
  async once(
    operation: string,
    token: string | undefined,
    run: () => object | Promise<object>,
  ): Promise<object> {
    if (token === undefined) return run();
    const key = `${operation} ${token}`;
    const earlier = this.#answers.get(key);
    if (earlier !== undefined) return earlier;
    const answer = await run();
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_TOKENS && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}

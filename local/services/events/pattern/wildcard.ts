import { InvalidPattern } from "./invalid-pattern.ts";

/** A character that has to be there, or any number of any. */
type Token = { readonly character: string } | "*";

/** A text with `*` for any characters, `\*` for an asterisk and `\\` for a backslash. */
export class Wildcard {
  readonly #tokens: readonly Token[];

  /** @throws {InvalidPattern} */
  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  matches(value: string): boolean {
    let states = this.start();
    for (const character of value) {
      states = this.next(states, character);
      if (states.length === 0) return false;
    }
    return states.at(-1) === this.#tokens.length;
  }

  /** How many tokens from the first may stand for no character at all, ascending. */
  start(): readonly number[] {
    return this.#closed([0]);
  }

  /** How many tokens may stand for a value, after one more character of it. */
  next(states: readonly number[], character: string): readonly number[] {
    const reached: number[] = [];
    for (const state of states) {
      if (this.#tokens[state - 1] === "*") reached.push(state);
      const token = this.#tokens[state];
      if (token !== undefined && token !== "*" && token.character === character) reached.push(state + 1);
    }
    return this.#closed(reached);
  }

  get characters(): readonly string[] {
    return this.#tokens.flatMap((token) => (token === "*" ? [] : [token.character]));
  }

  #closed(states: readonly number[]): readonly number[] {
    const all = states.flatMap((state) => (this.#tokens[state] === "*" ? [state, state + 1] : [state]));
    return [...new Set(all)].sort((one, other) => one - other);
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") {
      if (characters[at + 1] === "*")
        throw new InvalidPattern(`Consecutive wildcard characters at pos ${at}`);
      tokens.push("*");
    } else if (character === "\\") {
      const escaped = characters[++at];
      if (escaped !== "*" && escaped !== "\\")
        throw new InvalidPattern(`Invalid escape character at pos ${at - 1}`);
      tokens.push({ character: escaped });
    } else tokens.push({ character });
  }
  return tokens;
}

/** Further combinations of states than these are not looked at. */
const MOST_COMBINATIONS = 2_000;

/**
 * How many beginnings of the patterns of one field a single value can match at once, at most, up to a limit.
 * Source: aws/event-ruler, README, "Matching with a Machine".
 */
export function complexityOf(wildcards: readonly Wildcard[], limit: number): number {
  const characters = [...new Set(wildcards.flatMap((wildcard) => wildcard.characters)), ""];
  const seen = new Set<string>();
  const waiting = [wildcards.map((wildcard) => wildcard.start())];
  let most = 0;
  for (let states = waiting.pop(); states !== undefined; states = waiting.pop()) {
    const key = JSON.stringify(states);
    if (seen.has(key) || seen.size >= MOST_COMBINATIONS) continue;
    seen.add(key);
    if (seen.size > 1) most = Math.max(most, states.flat().length);
    if (most >= limit) return limit;
    for (const character of characters)
      waiting.push(wildcards.map((wildcard, index) => wildcard.next(states[index] ?? [], character)));
  }
  return most;
}
